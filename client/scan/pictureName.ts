/** Whether a file that was dropped or chosen may be a drawing or photo; its content decides. */
export function mayBePicture({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return /^image\/(png|jpeg|webp|svg\+xml)$/.test(type) || /\.(png|jpe?g|webp|svg)$/i.test(name);
}

/** What a file chooser offers. */
export const PICTURE_TYPES = 'image/png,image/jpeg,image/webp,image/svg+xml,.svg';
