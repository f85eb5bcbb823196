const UNITS: Record<string, string> = {
  GmacPerSecond: 'GMAC/s',
  PerSecond: '/s',
  Gmac: 'GMAC',
  Percent: '%',
  Ms: 'ms',
  MiB: 'MiB',
  KiB: 'KiB',
};

/** Figures as a Markdown table; the unit is read off the name's end. */
export function markdownTable(figures: Record<string, number>): string {
  const rows = Object.entries(figures).map(([name, value]) => {
    const [ending, unit] = Object.entries(UNITS).find(([end]) => name.endsWith(end)) ?? ['', ''];
    return `| ${name.slice(0, name.length - ending.length)} | ${value} ${unit} |`;
  });
  return ['| figure | median |', '|---|---:|', ...rows, ''].join('\n');
}
