/** A room as it is decided who has it drawn. */
export interface PaintedRoom {
  /** somebody at this server looks at it */
  readonly watched: boolean;
  /** This server has it drawn from now on. */
  onLead(): void;
}

/** One room's place in that. */
export interface Painter {
  /** This server has the room drawn; the others show what it says. */
  readonly leads: boolean;
  /** Somebody at this server begins to look. */
  watch(): void;
  close(): void;
}

/** Decides which of the servers that show a room has it drawn. */
export interface Painters {
  join(id: string, room: PaintedRoom): Painter;
}

/** There is one server. */
export const soloPainters: Painters = {
  join: () => ({ leads: true, watch: () => {}, close: () => {} }),
};
