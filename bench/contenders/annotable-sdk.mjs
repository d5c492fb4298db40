import { annotableOperations } from '../model/annotable-users.mjs';

export const level = 'raw';

/** Both fast lanes are off: every command uses `client.send`. */
export function create({ client }) {
  return annotableOperations(client, 'sdk');
}
