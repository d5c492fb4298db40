import type { Observation } from '../execution/observation.ts';

/**
 * Reports a reading at its end. Its time is the time in which the caller waits for a page.
 *
 * @param begin - begins the reading; its errors are reported too
 */
export async function* observedPages<Page>(
  observation: Observation,
  begin: () => AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  let iterator: AsyncIterator<Page> | undefined;
  let failure: unknown;
  try {
    const pages = begin()[Symbol.asyncIterator]();
    iterator = pages;
    for (;;) {
      const { done, value } = await observation.part(() => pages.next());
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await iterator?.return?.();
    observation.end(failure);
  }
}
