export const plugin = (() => {
  for (;;);
})();
