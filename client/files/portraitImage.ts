/** A portrait as something that a canvas draws. @throws where the bytes are no picture */
export async function imageOf(source: Blob | string): Promise<HTMLImageElement> {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    if (typeof source !== 'string') URL.revokeObjectURL(url);
  }
}
