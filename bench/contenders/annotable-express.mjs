import { annotableOperations } from '../model/annotable-users.mjs';

export const level = 'raw';

/** The lane that annotable chooses for a client without changes. */
export function create({ client }) {
  return annotableOperations(client, 'auto');
}
