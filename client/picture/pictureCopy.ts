/** px: longest side of what is sent: more than the server looks at */
const SENT_SIDE = 1024;

/**
 * A small upright copy without the photo's data on place and camera: that never leaves the device.
 * @throws Error if this browser cannot open it
 */
export async function pictureCopy(source: Blob | HTMLImageElement): Promise<Blob> {
  const picture = await createImageBitmap(source);
  const scale = Math.min(1, SENT_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const copy = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
  if (!copy) throw new Error('this browser cannot make a copy of the picture');
  return copy;
}

/** The image behind a URL, once it is there. */
export async function loadedImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
