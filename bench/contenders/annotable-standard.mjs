import { annotableOperations } from '../model/annotable-users.mjs';

export const level = 'raw';

/** The standard lane: a middleware of the user prevents the express lane. */
export function create({ client }) {
  client.middlewareStack.add((next) => (args) => next(args), { step: 'build', name: 'usersOwn' });
  return annotableOperations(client, 'auto');
}
