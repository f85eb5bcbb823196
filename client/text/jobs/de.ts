import type { jobsEn } from './en.ts';

/** The same in German. */
export const jobsDe: typeof jobsEn = {
  kind: {
    choose: 'Der Raum ist für',
    names: { free: 'Zeichnen', classroom: 'Klasse', witness: 'Zeugen', team: 'Team' },
    abouts: {
      free: 'Gemeinsam zeichnen, mit allem zur Hand.',
      classroom: 'Lehrkraft und Klasse: ein Gesicht gemeinsam oder jedes Kind eines, nur Vornamen.',
      witness:
        'Leitung und ein Zeuge: keine Vorlage, nichts bleibt im Browser, alles steht im signierten Protokoll.',
      team: 'Künstlerinnen bei der Arbeit: Zweige, ein Raster von Varianten, eine Galerie zum Zeigen.',
    },
  },
};
