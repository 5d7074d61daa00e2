const SECRET_NAME =
  /(?:^|[^a-z0-9])(?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|token)$/i;

/** `db_password`, `API-Key`: what bears such a name holds a secret, whatever it looks like. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
