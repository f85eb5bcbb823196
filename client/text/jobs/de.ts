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
  witness: {
    whole: 'Das ganze Gesicht',
    features: 'Augen, Nase, Mund',
    hair: 'Haar und Umriss',
    guideHint: 'Die Vorlage ist aus: Sie zeigt andere Gesichter und kann die Erinnerung verändern.',
    guideOperator: 'Die Vorlage ist aus. Nur die Leitung kann sie einschalten.',
    guideOn: 'Vorlage einschalten …',
    guideTitle: 'Die Vorlage einschalten?',
    guideBody:
      'Sie zeigt unter der Zeichnung Linien anderer Gesichter und kann die Erinnerung verändern. Wer sie wann einschaltet, steht im Protokoll der Sitzung.',
    guideConfirm: 'Einschalten und protokollieren',
    session: 'Sitzung',
    isOpen: 'Die Sitzung ist offen. Wer kommt, zeichnet und was sieht, steht in ihrem Protokoll.',
    isClosed: 'Die Sitzung ist geschlossen: Ihre Zeichnung bleibt, wie sie ist.',
    key: 'Schlüssel dieses Servers',
    keyHint:
      'Schreib ihn auf: Damit kann jeder prüfen, dass die Fallakte unverändert ist und von hier stammt.',
    close: 'Endgültig schließen …',
    closeAsk:
      'Niemand kann dann mehr darin zeichnen, und sie lässt sich nicht wieder öffnen. Die Sitzung schließen?',
    closeConfirm: 'Endgültig schließen',
    take: 'Fallakte holen',
  },
  review: {
    link: 'Eine Fallakte prüfen',
    title: 'Eine Fallakte prüfen',
    about: 'Der Server prüft jede Datei, jede Zeile des Protokolls und die Unterschrift. Er behält nichts.',
    choose: 'Fallakte wählen (zip) …',
    checking: 'Wird geprüft …',
    fits: 'Alles stimmt',
    faulty: 'Etwas stimmt nicht',
    ours: 'Mit dem Schlüssel dieses Servers unterschrieben.',
    foreign:
      'Mit dem Schlüssel eines anderen Servers unterschrieben. Vergleiche ihn mit dem, den die Sitzung zeigte:',
    facts: {
      room: 'Raum',
      made: 'Angelegt',
      closed: 'Geschlossen',
      open: 'noch offen',
      exported: 'Geholt',
      model: 'Modell',
      none: 'kein Porträt',
      key: 'Schlüssel',
    },
    sketch: 'Zeichnung',
    pictures: 'Bilder, die jemand sah',
    pictureAlt: 'Erzeugtes Bild, kein Foto',
    log: 'Protokoll der Sitzung',
    columns: { line: 'Zeile', when: 'Wann', who: 'Wer', what: 'Was', detail: 'Näheres' },
    server: 'Server',
    acts: {
      opened: 'Sitzung begonnen',
      resumed: 'Raum kam zurück',
      joined: 'kam',
      left: 'ging',
      drew: 'zeichnete einen Strich',
      erased: 'radierte einen Strich',
      edited: 'verschob oder kürzte einen Strich',
      set: 'änderte eine Einstellung',
      guide: 'schaltete die Vorlage',
      shown: 'Bild gezeigt',
      versions: 'Fassungen behalten',
      closed: 'schloss die Sitzung',
      exported: 'holte die Fallakte',
    },
  },
};
