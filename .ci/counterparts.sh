#!/usr/bin/env bash
# Installs the real counterparts that only the tests need: a DNS server and dig, a mail server, PostgreSQL, MariaDB, Prometheus, Redis, Chromium, strace, an old Node.
# It starts none of them: each test file starts its own from the installed binaries, on free ports, in a temporary
# folder (test/counterparts/). Needs Debian and root; run twice it does nothing the second time.
set -euo pipefail

declare -A package=(
  [named]=bind9 [dig]=bind9-dnsutils [mariadbd]=mariadb-server-core [mariadb-install-db]=mariadb-server-core [my_print_defaults]=mariadb-client-core
  [prometheus]=prometheus [redis-server]=redis-server [openssl]=openssl [ping]=iputils-ping [chromium]=chromium [strace]=strace
  [aiosmtpd]=python3-aiosmtpd
)
export PATH="$PATH:/usr/sbin:/sbin"
missing=()
for binary in "${!package[@]}"; do command -v "$binary" >/dev/null || missing+=("${package[$binary]}"); done
[ -n "$(compgen -G "/usr/lib/postgresql/*/bin/initdb" || true)" ] || missing+=(postgresql)
[ -n "$(compgen -G "/usr/share/postgresql/*/extension/hypopg.control" || true)" ] || missing+=(postgresql-15-hypopg)
# A Node that is too old gets a sentence: the machine's own, where it is one, else Debian's.
is_old() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a < 22 || (a == 22 && b < 18) ? 0 : 1)'; }
old=
while read -r node; do is_old "$node" && old=$node; done < <(type -aP node nodejs)
[ -n "$old" ] || missing+=(nodejs)
[ ${#missing[@]} -eq 0 ] && exit 0

# No service may start by itself: Debian's installer asks this script first.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
