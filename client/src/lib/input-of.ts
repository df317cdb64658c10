/** The input that an event is of. @throws TypeError when something else listens. */
export function inputOf({ target }: Event): HTMLInputElement {
  if (target instanceof HTMLInputElement) return target
  throw new TypeError('Only inputs have a value to be read.')
}
