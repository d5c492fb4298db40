import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Library } from './library.ts';

const fileOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const maxQuestionLength = 300;

/** Returns the web application: a page, its script, the search, and the profiles. */
export function retrievalPage(library: Library, regions: readonly string[]): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ['data:'] } }));
  app.get('/', (context) => context.html(fileOf('page.html')));
  app.get('/page.js', (context) => context.body(fileOf('page.js'), 200, { 'content-type': 'text/javascript' }));
  app.get('/page.css', (context) => context.body(fileOf('page.css'), 200, { 'content-type': 'text/css' }));
  app.get('/regions', (context) => context.json(regions));
  app.get('/search', async (context) => {
    const question = (context.req.query('question') ?? '').trim().slice(0, maxQuestionLength);
    const region = regions.find((each) => each === context.req.query('region'));
    if (question === '') return context.json([]);
    return context.json(await library.ask(question, region === undefined ? {} : { region }));
  });
  app.get('/profiles/:country', async (context) => {
    const profile = await library.profileOf({ country: context.req.param('country') });
    return profile === null ? context.json({ message: 'There is no such profile.' }, 404) : context.json(profile);
  });
  return app;
}
