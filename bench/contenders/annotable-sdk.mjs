import { annotableOperations } from '../model/annotable-users.mjs';

export const level = 'raw';

/** Both lanes off: every command goes through `client.send`. */
export function create({ client }) {
  return annotableOperations(client, 'sdk');
}
