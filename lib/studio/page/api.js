/** @import { ModelInfo, Problem } from '../api-types.ts' */

const tokenName = 'annotable-studio-token';

/** True if the address is a link with a token. Each other address begins with `#/`. */
export const hasTokenLink = () => /^#[\w-]{43}$/.test(location.hash);

/**
 * Moves the token of the link from the address bar to the storage of this tab.
 *
 * @returns {boolean} false if the tab has no token
 */
export function takeToken() {
  if (hasTokenLink()) {
    sessionStorage.setItem(tokenName, location.hash.slice(1));
    history.replaceState(null, '', '#/');
  }
  return sessionStorage.getItem(tokenName) !== null;
}

/** A call that failed. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/**
 * Returns the problem of an error of `call`. Throws any other error again.
 *
 * @param {unknown} error
 * @returns {Problem}
 */
export function problemOf(error) {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

/**
 * Calls the server: `POST` with a body, else `GET`.
 *
 * @template Answer
 * @param {string} path - below `/api/`
 * @param {unknown} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 * @throws ProblemError if the server refuses the call, or can't be reached
 */
export async function call(path, body, signal) {
  const response = await fetch(`/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${sessionStorage.getItem(tokenName) ?? ''}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new ProblemError({
      code: 'studio.unreachable',
      message: 'The studio does not answer. Is the command still running?',
    });
  });
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  throw new ProblemError(
    answer ?? { code: `http.${response.status}`, message: `The studio answers ${response.status}.` },
  );
}

/**
 * Returns the path of a call about one model.
 *
 * @param {Pick<ModelInfo, 'name' | 'kind'>} model
 * @param {string} action
 */
export const pathOf = ({ name }, action) => `models/${encodeURIComponent(name)}/${action}`;

/**
 * Returns a function that starts calls, and aborts the earlier one that is still running.
 *
 * @returns {<Answer>(path: string, body?: unknown) => Promise<Answer | undefined>} undefined if a later call came
 */
export function latestCall() {
  /** @type {AbortController | undefined} */
  let running;
  return async (path, body) => {
    running?.abort();
    const own = new AbortController();
    running = own;
    try {
      return await call(path, body, own.signal);
    } catch (error) {
      if (own.signal.aborted) return undefined;
      throw error;
    }
  };
}
