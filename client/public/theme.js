// Sets the theme before the first paint, so that no page flashes; a file of its own because the
// content security policy forbids inline scripts. `memory/theme.ts` writes what is read here.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    let theme = null;
    try {
      theme = JSON.parse(localStorage.getItem('limn.theme'));
    } catch {
      // storage is closed to us: the system's theme it is
    }
    const chosen = theme === 'light' || theme === 'dark';
    document.documentElement.dataset.theme = chosen ? theme : system.matches ? 'dark' : 'light';
  };
  system.addEventListener('change', apply);
  apply();
})();
