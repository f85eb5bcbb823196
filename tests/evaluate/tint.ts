import sharp from 'sharp';

/** A picture in the colours of another: mean and spread of each channel become the other's, nothing moves. PNG. */
export async function tinted(picture: Uint8Array, like: Uint8Array): Promise<Uint8Array> {
  const [own, wanted] = await Promise.all([channelsOf(picture), channelsOf(like)]);
  const gains = own.map(({ stdev }, i) => (wanted[i] as Channel).stdev / Math.max(stdev, 1));
  const offsets = own.map(({ mean }, i) => (wanted[i] as Channel).mean - mean * (gains[i] as number));
  return sharp(picture).removeAlpha().linear(gains, offsets).png().toBuffer();
}

interface Channel {
  readonly mean: number;
  readonly stdev: number;
}

async function channelsOf(picture: Uint8Array): Promise<Channel[]> {
  // The statistics are those of the input, whatever the pipeline does: three channels must be made first.
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return (await sharp(data, { raw: { width, height, channels } }).stats()).channels;
}
