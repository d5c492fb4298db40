import { annotableOperations } from '../model/annotable-users.mjs';

export const level = 'raw';

/** The lane that annotable takes by itself for a client as the SDK makes it. */
export function create({ client }) {
  return annotableOperations(client, 'auto');
}
