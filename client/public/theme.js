// Runs before the first paint, so that a chosen theme never flashes; a file of its own because the
// content security policy forbids inline scripts. `memory/theme.ts` writes what is read here.
try {
  const theme = JSON.parse(localStorage.getItem('limn.theme'));
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // storage is closed to us: the system's theme stays
}
