import type { PartId } from '../shared/parts.ts';
import { CODE_SIZE, type Manifest, SEARCH_SIZE } from './manifest.ts';
import type { Weights } from './weights.ts';

/** How far each face's nearest row lies from a code, in the whitened search space. */
export interface FaceDistances {
  /** [faces] squared distances; Infinity where the bank has no row of the face */
  readonly squared: Float32Array;
  /** [faces] the face's nearest row, −1 where there is none */
  readonly rows: Int32Array;
  /** mean of the finite squared distances: makes parts comparable */
  readonly mean: number;
}

/** The arrays of a bank as the manifest describes them. */
export interface BankArrays {
  /** int8 [R × 512] */
  readonly codes: Int8Array;
  /** [R] */
  readonly scales: Float32Array;
  /** [R] index of the row's face */
  readonly faces: Uint16Array;
  /** int8 [R × 128] */
  readonly searchCodes: Int8Array;
  readonly searchScale: number;
  /** [512] */
  readonly searchMean: Float32Array;
  /** [512 × 128] */
  readonly searchProjection: Float32Array;
}

/**
 * The training faces' codes of one part: samples of its manifold (DeepFaceDrawing, section 3.1). A
 * face may have several rows, one a drawing style.
 */
export class PartBank {
  private readonly firstRows: Int32Array;
  /** [R] Σ c² of the search codes, in their own units */
  private readonly squares: Float32Array;

  /** @param faceCount faces of the whole weights, whether or not they have a row here */
  constructor(
    private readonly arrays: BankArrays,
    readonly faceCount: number,
  ) {
    this.firstRows = new Int32Array(faceCount).fill(-1);
    for (let row = arrays.faces.length - 1; row >= 0; row--) {
      this.firstRows[arrays.faces[row] as number] = row;
    }
    this.squares = squaresOf(arrays.searchCodes);
  }

  static async load(weights: Weights, part: PartId): Promise<PartBank> {
    const bank: Manifest['parts'][PartId]['bank'] = weights.manifest.parts[part].bank;
    const [codes, scales, faces, searchCodes, searchMean, searchProjection] = await Promise.all([
      weights.array(bank.codes, Int8Array, bank.rows * CODE_SIZE),
      weights.array(bank.scales, Float32Array, bank.rows),
      weights.array(bank.faces, Uint16Array, bank.rows),
      weights.array(bank.searchCodes, Int8Array, bank.rows * SEARCH_SIZE),
      weights.array(bank.searchMean, Float32Array, CODE_SIZE),
      weights.array(bank.searchProjection, Float32Array, CODE_SIZE * SEARCH_SIZE),
    ]);
    const arrays = { codes, scales, faces, searchCodes, searchMean, searchProjection };
    return new PartBank({ ...arrays, searchScale: bank.searchScale }, weights.manifest.faces.count);
  }

  /** A row's code, dequantised. [512] */
  code(row: number): Float32Array {
    const scale = this.arrays.scales[row] as number;
    const code = new Float32Array(CODE_SIZE);
    const start = row * CODE_SIZE;
    for (let i = 0; i < CODE_SIZE; i++) code[i] = (this.arrays.codes[start + i] as number) * scale;
    return code;
  }

  /** The code of a face's first row (its canonical drawing), null where the bank lacks the face. [512] */
  codeOfFace(face: number): Float32Array | null {
    const row = this.firstRows[face] ?? -1;
    return row < 0 ? null : this.code(row);
  }

  /** One pass over the bank. @param code [512] */
  faceDistances(code: Float32Array): FaceDistances {
    const { faces, searchCodes, searchScale } = this.arrays;
    const squared = new Float32Array(this.faceCount).fill(Number.POSITIVE_INFINITY);
    const rows = new Int32Array(this.faceCount).fill(-1);
    const query = this.whiten(code);
    let querySquare = 0;
    for (let j = 0; j < SEARCH_SIZE; j++) {
      query[j] = (query[j] as number) / searchScale;
      querySquare += (query[j] as number) ** 2;
    }
    for (let row = 0; row < faces.length; row++) {
      // |q − c|² = |q|² − 2 q·c + |c|²; rounding may take a face's own code below 0.
      const product = rowProduct(query, searchCodes, row * SEARCH_SIZE);
      const sum = Math.max(0, querySquare - 2 * product + (this.squares[row] as number));
      const face = faces[row] as number;
      if (sum < (squared[face] as number)) {
        squared[face] = sum;
        rows[face] = row;
      }
    }
    let total = 0;
    let count = 0;
    for (let face = 0; face < this.faceCount; face++) {
      if ((rows[face] as number) < 0) continue;
      const distance = (squared[face] as number) * searchScale * searchScale;
      squared[face] = distance;
      total += distance;
      count++;
    }
    return { squared, rows, mean: count > 0 ? total / count : 1 };
  }

  /** (code − mean) · projection. [128] */
  private whiten(code: Float32Array): Float32Array {
    const { searchMean, searchProjection } = this.arrays;
    const whitened = new Float32Array(SEARCH_SIZE);
    for (let i = 0; i < CODE_SIZE; i++) {
      const centred = (code[i] as number) - (searchMean[i] as number);
      const start = i * SEARCH_SIZE;
      for (let j = 0; j < SEARCH_SIZE; j++) {
        whitened[j] = (whitened[j] as number) + centred * (searchProjection[start + j] as number);
      }
    }
    return whitened;
  }
}

/** query · row. Four sums, since one would have each addition wait for the last: a third faster. */
function rowProduct(query: Float32Array, codes: Int8Array, start: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = 0; j < SEARCH_SIZE; j += 4) {
    const at = start + j;
    a += (query[j] as number) * (codes[at] as number);
    b += (query[j + 1] as number) * (codes[at + 1] as number);
    c += (query[j + 2] as number) * (codes[at + 2] as number);
    d += (query[j + 3] as number) * (codes[at + 3] as number);
  }
  return a + b + c + d;
}

function squaresOf(codes: Int8Array): Float32Array {
  const squares = new Float32Array(codes.length / SEARCH_SIZE);
  for (let i = 0; i < codes.length; i++) {
    const row = Math.floor(i / SEARCH_SIZE);
    squares[row] = (squares[row] as number) + (codes[i] as number) ** 2;
  }
  return squares;
}
