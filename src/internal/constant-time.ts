/**
 * Compares a text from outside with a secret, in a time that depends only on the length of the secret: every character
 * of it is looked at, wherever the first difference is.
 */
export function equalsSecret(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let i = 0; i < secret.length; i++) difference |= given.charCodeAt(i) ^ secret.charCodeAt(i);
  return difference === 0;
}
