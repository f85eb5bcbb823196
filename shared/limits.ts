/**
 * Every limit of Limn: one named constant each, with its unit and its reason.
 */

/** Bytes of one Yjs update. A long stroke packs to about 10 KB; 64 KB leaves room for a paste. */
export const MAX_UPDATE_BYTES = 64 * 1024;
/** Bytes of the first sync after offline work, and of a whole room document. */
export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024;
/** Updates a second from one connection: a slider drag is 60. */
export const MAX_UPDATES_PER_SECOND = 100;
/** Messages a second from one document socket: stock providers echo everyone's presence. */
export const MAX_MESSAGES_PER_SECOND = 300;
/** Yjs clients that ever wrote in one room: each opening of the page that draws is one, and lengthens every state vector. */
export const MAX_YJS_CLIENTS = 10_000;
/**
 * Yjs structs of one update: undoing a large erase has about 1,000. Checking time grows with them, and
 * seven bytes make one.
 */
export const MAX_STRUCTS_PER_UPDATE = 2_000;
/** Yjs structs of the first sync: a full sheet drawn offline, and an hour of sliders. */
export const MAX_STRUCTS_PER_SYNC = 20_000;
/** Yjs clients that one update brings for the first time: each opening of the page while offline is one. */
export const MAX_NEW_CLIENTS_PER_UPDATE = 64;
/** ms a second that checking one connection's updates may take: people's strokes take 0.4 ms each. */
export const MAX_CHECKING_MS_PER_SECOND = 300;
/** Points of one stroke: more than a minute of drawing at 30 points a second. */
export const MAX_STROKE_POINTS = 2_000;
/** Bytes of one packed stroke: points cost at most 12 bytes each, plus the header. */
export const MAX_STROKE_BYTES = MAX_STROKE_POINTS * 12 + 256;
/** Strokes of a room: ten dense drawings; above it browsers stop being smooth. */
export const MAX_STROKES = 2_000;
/** Edits of a room: every stroke moved once, labelled and cut by two people. */
export const MAX_EDITS = 8_000;
/** Cuts that one person's eraser makes in one stroke: more gaps than a stroke has to show. */
export const MAX_CUTS_OF_STROKE = 64;
/** Moves of one stroke, or words on what it draws, that one person adds before the server hears of the first: offline for a day. */
export const MAX_EDITS_AHEAD = 10_000;
/** Lines of a drawing as it is seen, cut strokes being several: a portrait is drawn from no more. */
export const MAX_SEEN_LINES = 4 * MAX_STROKES;
/** Bytes that one stroke's label takes on its way, its id being most of it: a full sheet's are 70 KB, told once to who comes. */
export const MAX_LABEL_BYTES = 36;
/** People in one room: a school class; the hard end of the setting is 60. */
export const MAX_PEOPLE = 40;
/** The hard end of that setting. */
export const MAX_PEOPLE_AT_MOST = 60;
/** Sockets of one person in one room: two a tab, ten tabs; each may hold megabytes of a half-sent message. */
export const MAX_SOCKETS_PER_PERSON = 20;
/** Bytes of one presence (awareness) entry: a name, a colour, a role. */
export const MAX_PRESENCE_BYTES = 1024;
/** Presence messages a second from one connection. */
export const MAX_PRESENCE_PER_SECOND = 30;
/** Characters of a person's name: what fits a cursor's flag. */
export const MAX_NAME_LENGTH = 32;
/** Bytes of one live ink chunk: 50 ms of points of a 1 kHz pen, with room to spare. */
export const MAX_INK_CHUNK_BYTES = 4 * 1024;
/** Characters of one comment or reply: a paragraph. */
export const MAX_COMMENT_LENGTH = 500;
/** Comments and replies of a room, and what is settled of them: a sheet is covered with pins long before. */
export const MAX_MARKS = 500;
/** Points of one laser event: 50 ms of a 1 kHz mouse. */
export const MAX_LASER_POINTS = 50;
/** Live events (ink, cursor) a second from one socket: 60 Hz ink plus 30 Hz cursor. */
export const MAX_LIVE_EVENTS_PER_SECOND = 100;
/** Bytes of one Socket.IO message from a client: an ink chunk and its frame. */
export const MAX_LIVE_MESSAGE_BYTES = 16 * 1024;
/** Bytes that a connection may send before it is authenticated. */
export const MAX_PREAUTH_BYTES = 64 * 1024;
/** Bytes of a JSON body over HTTP: room creation and token requests are tiny. */
export const MAX_HTTP_BODY_BYTES = 16 * 1024;
/** Bytes that may wait in one socket before pictures are dropped for it: the portraits of a second. */
export const MAX_BUFFERED_PICTURE_BYTES = 256 * 1024;
/** Bytes that may wait in one socket before presence and live ink are dropped for it too. */
export const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Bytes waiting in one socket at which it is closed: it cannot keep up with the document. */
export const MAX_BUFFERED_BYTES_BEFORE_CLOSE = 8 * 1024 * 1024;

/** ms that a connection may take to authenticate. */
export const AUTHENTICATION_TIMEOUT_MS = 10_000;
/** Seconds that a capability token lives; clients renew at half of it. */
export const TOKEN_LIFETIME_SECONDS = 3600;
/** ms between two coalesced frames of live tails and cursors. */
export const LIVE_FRAME_MS = 50;
/** ms without news after which a live tail is forgotten (its stroke never arrived). */
export const LIVE_TAIL_TIMEOUT_MS = 5_000;

/** ms of quiet after which a portrait is asked for (trailing debounce). */
export const PORTRAIT_DEBOUNCE_MS = 80;
/** ms that a portrait waits at most while changes keep coming. */
export const PORTRAIT_MAX_WAIT_MS = 250;
/** ms that one portrait job may run before its worker is killed and replaced. */
export const PORTRAIT_JOB_TIMEOUT_MS = 10_000;
/**
 * Bytes of resident memory at which a portrait worker is replaced: the shipped networks with 16 rooms
 * take 450 MB; beyond twice that something leaks.
 */
export const MAX_WORKER_BYTES = 900 * 1024 * 1024;
/** Workers of this machine at most, unless the setting says more: beyond it memory is the narrow place. */
export const MAX_DEFAULT_WORKERS = 8;
/** ms that a worker holds a room's job in Redis without a sign of life; then another takes it. */
export const PORTRAIT_LEASE_MS = 1_500;
/** Workers that one drawing may end before it is given up until the next wish. */
export const MAX_PORTRAIT_ATTEMPTS = 3;
/** ms after which a supervisor of workers that says nothing counts as gone. */
export const PORTRAIT_MEMBER_MS = 4_500;
/** ms that a wish in Redis lives without a worker or a change: its server asks again anyway. */
export const PORTRAIT_SLOT_TTL_MS = 600_000;
/** ms that a room in Redis waits for the worker that drew it last, which knows most of it already; then any draws it. */
export const PORTRAIT_WARM_WAIT_MS = 100;
/** ms: a room that came into line so much later may be drawn first by the worker that knows it, and none that came after that. */
export const PORTRAIT_OVERTAKE_MS = 300;
/** ms that Redis remembers who drew a room last: about as long as a worker keeps what it knows of it. */
export const PORTRAIT_WARM_MS = 120_000;
/** Failures in a row after which portraits pause (circuit breaker). */
export const PORTRAIT_BREAKER_FAILURES = 5;
/** ms that the circuit breaker stays open before one job is tried. */
export const PORTRAIT_BREAKER_RESET_MS = 15_000;
/** Bytes of one encoded portrait. */
export const MAX_PORTRAIT_BYTES = 60 * 1024;
/** Portraits a second to one client. */
export const MAX_PORTRAITS_PER_SECOND = 4;

/** ms without anyone in a room before it leaves memory. */
export const ROOM_IDLE_MS = 60_000;
/** Days without a visit after which a room expires. */
export const ROOM_EXPIRY_DAYS = 30;
/** Rooms that one address may make an hour: a school behind one address opens a few dozen. */
export const MAX_ROOMS_PER_HOUR = 120;
/** Owner's acts (new links, deleting a room) that one address may ask for a minute. */
export const MAX_OWNER_ACTS_PER_MINUTE = 30;
/** People whom an owner took out and whom a room remembers; beyond it the longest ago may come back. */
export const MAX_KICKED = 200;
/** ms that a part stays with somebody who is gone: a reload, a walk out of the network's reach. */
export const PART_HOLD_GRACE_MS = 60_000;
/** ms that a spoken code opens its room: the begin of a lesson, with those who come late. */
export const JOIN_CODE_TTL_MS = 30 * 60_000;
/** Codes of one server at a time: three for every room of a large school. */
export const MAX_JOIN_CODES = 2_000;
/** Codes that one address may ask for a minute: a school's teachers at the bell. */
export const MAX_NEW_JOIN_CODES_PER_MINUTE = 60;
/** Wrong codes of one address at once: a class that mistypes. */
export const MAX_CODE_MISSES = 30;
/** Wrong codes of one address an hour in the long run; of 2,000 codes it meets one in 50 days on average. */
export const MAX_CODE_MISSES_PER_HOUR = 60;
/** Token requests that one address may make a minute: a class of 40 joins at once, twice. */
export const MAX_TOKEN_REQUESTS_PER_MINUTE = 120;
/** New sockets of one address at once: a school behind one address, all rooms coming back after a restart. */
export const MAX_CONNECTION_BURST = 1_000;
/** New sockets of one address a second in the long run. */
export const MAX_CONNECTIONS_PER_SECOND = 20;
/** ms from SIGTERM to exit. */
export const SHUTDOWN_TIMEOUT_MS = 10_000;

/** Bytes of a room file: a full document of 5 MB, written out, with nothing left out. */
export const MAX_ROOM_FILE_BYTES = 48 * 1024 * 1024;
/** Widest side in px of a picture given to the import or command line; decoders refuse more. */
export const MAX_IMPORT_SIDE = 8192;
/** Pixels of such a picture: 40 megapixels, a large scan. */
export const MAX_IMPORT_PIXELS = 40_000_000;
/** Bytes of such a file. */
export const MAX_IMPORT_BYTES = 20 * 1024 * 1024;

/** Bytes of an uploaded reference picture: a phone's photo. The page sends a smaller copy; scripts may not. */
export const MAX_REFERENCE_BYTES = 8 * 1024 * 1024;
/** Pixels of a reference picture: a phone's camera; the decoder refuses more. */
export const MAX_REFERENCE_PIXELS = 25_000_000;
/** Other sessions combined with one: with more the mean of all is an average face. */
export const MAX_COMBINED_CASES = 7;
/** Drawings of one class or team beside the first: a class of 60, each with a face. */
export const MAX_CHILD_ROOMS = 60;
/** Looks that are averaged into one: as many as there are portraits to choose from. */
export const MAX_MIXED_LOOKS = 9;
/** Portraits of one drawing side by side: three rows of three; each costs a portrait's computing. */
export const MAX_VARIANTS = 9;
/** Sets of such portraits a minute in one room: a new one every few seconds while choosing. */
export const MAX_VARIANT_SETS_PER_MINUTE = 12;
/** ms that pictures beside the rooms' own portraits stand back in the line: people who draw are served first. */
export const SIDE_JOB_DELAY_MS = 2_000;
/** Reference pictures a minute from one address: each costs a second of computing. */
export const MAX_REFERENCES_PER_MINUTE = 30;
/** Bytes of the picture that lies under a room's sheet: a scan of 768 px. Every version of the room holds it. */
export const MAX_UNDERLAY_BYTES = 96 * 1024;
/**
 * Points of the lines in which a face is looked for: the busiest of 174 drawings by artists has 4,600. The longest lines that
 * so many can make take 1.4 s to look at.
 */
export const MAX_SOUGHT_POINTS = 8_000;
/** Bytes of such lines as JSON: 12 a point, and brackets. */
export const MAX_SOUGHT_BYTES = 128 * 1024;
/** Drawings a minute from one address in which a face is looked for: a class that opens its sketches at once; each costs 0.1 s. */
export const MAX_PLACEMENTS_PER_MINUTE = 40;
/** ms that a person waits to hear where a face belongs before the drawing goes where its ink says: 2 s on a busy machine. */
export const PLACEMENT_PATIENCE_MS = 15_000;
/** Reference pictures and drawings that may wait for their turn; one at a time is read. */
export const MAX_WAITING_REFERENCES = 8;
/** ms that reading a picture, or finding a face, may take before its process is killed: 5 s on a quiet machine, its start included. */
export const REFERENCE_TIMEOUT_MS = 45_000;
/** ms without a picture after which the process that reads them ends. */
export const REFERENCE_IDLE_MS = 60_000;

/** Characters of a version's name: a line below its thumbnail. */
export const MAX_VERSION_NAME_LENGTH = 60;
/** Versions of a room: a time line that a person can still look through. */
export const MAX_VERSIONS = 60;
/** Named versions among them: half, so that automatic ones always have room. */
export const MAX_NAMED_VERSIONS = 30;
/** Bytes of a room's versions on disk: 60 of a full sheet (850 KB) with their portraits. */
export const MAX_VERSION_BYTES = 64 * 1024 * 1024;
/** ms of quiet after which a changed drawing is kept as a version. */
export const VERSION_REST_MS = 15_000;
/** ms between two automatic versions while people are there. */
export const VERSION_INTERVAL_MS = 120_000;
/** ms of drawing without a rest after which a version is kept all the same: a class never pauses as one. */
export const VERSION_MAX_WAIT_MS = 600_000;
/** Strokes erased in one change that make it worth keeping what was before: an eraser's sweep takes fewer at once. */
export const VERSION_ERASURE_STROKES = 5;
/** Versions named, restored or removed a minute in one room: each writes a document to disk. */
export const MAX_VERSION_ACTS_PER_MINUTE = 20;
/** Versions looked at a minute from one address: a class opens a time line of 60 at once. */
export const MAX_VERSION_READS_PER_MINUTE = 5_000;

/** ms that a deleted room is remembered, so that a server which was cut off meanwhile does not bring it back. */
export const DELETED_ROOM_MS = 7 * 86_400_000;
/** ms that a server has a room drawn without a sign of life; then another one that shows it does. */
export const PAINTER_LEASE_MS = 2_400;
/** Lines of a session log, about 300 bytes each: a day of drawing with every slider in use. The session closes before it. */
export const MAX_LOG_LINES = 100_000;
/** Bytes of a case bundle as it is handed in for review: a full log packs to 5 MB, pictures are 60 KB each at most. */
export const MAX_CASE_BYTES = 48 * 1024 * 1024;
/** Bytes of its files unpacked: a full log has 30 MB. */
export const MAX_CASE_UNPACKED_BYTES = 96 * 1024 * 1024;
/** Files of a case bundle. */
export const MAX_CASE_FILES = 2_000;
/** Case bundles that one address may take or hand in a minute: each is read or written as a whole. */
export const MAX_CASES_PER_MINUTE = 30;
/** Case bundles that are read at a time on a server: each takes some hundred MB while it is checked. */
export const MAX_CASES_AT_ONCE = 3;
