/** Words of the rooms for a job: classroom, witness session, character team. */
export const jobsEn = {
  kind: {
    choose: 'The room is for',
    names: { free: 'Drawing', classroom: 'A class', witness: 'A witness', team: 'A team' },
    abouts: {
      free: 'Draw together, with everything at hand.',
      classroom: 'A teacher and a class: one face together or one each, first names only.',
      witness:
        'An operator and a witness: no guide, nothing kept in the browser, every act in a signed session log.',
      team: 'Artists at work: branches, a grid of variants, a gallery to show.',
    },
  },
};
