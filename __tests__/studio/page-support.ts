import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type RunningStudio, startStudio } from '../../lib/studio/start-studio.ts';
import { describePage } from '../support/browser.ts';
import { complaintsOf } from '../support/page-checks.ts';
import * as market from './modules/market.ts';
import { ensureTables, startEngine } from './support.ts';

export const pageFolder = join(__dirname, '../../lib/studio/page');

/** The folder of the screenshots. */
export const screenshots = mkdtempSync(join(tmpdir(), 'annotable-studio-'));

/** A studio over `modules/market.ts`, with a page that shows it. */
export interface ShownStudio {
  readonly browser: Browser;
  readonly page: Page;
  readonly studio: RunningStudio;
  /** Shows a place: `#/Order/items`. Loads the page again. */
  open(place: string): Promise<void>;
}

/** Place that shows an item beside the list of its model. */
export const itemPlace = (model: string, key: object | null): string =>
  `#/${model}/items?${new URLSearchParams({ item: JSON.stringify({ model, key }) })}`;

/** What the studio of a suite shows. */
export interface ShownModule {
  /** Default: true. */
  readonly write: boolean;
  /** Default: those of `modules/market.ts`. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** Writes the items. */
  readonly fill: () => Promise<void>;
}

async function fillMarket(): Promise<void> {
  await market.fill();
  await putDamaged();
}

/**
 * Declares a suite over a page in a browser, with an engine and a studio of its own.
 */
export function describeStudio(
  title: string,
  declare: (shown: ShownStudio) => void,
  { write = true, exports = market, fill = fillMarket }: Partial<ShownModule> = {},
): void {
  describePage(title, (executablePath) => {
    const parts: { -readonly [Name in keyof ShownStudio]?: ShownStudio[Name] } = {};
    const part = <Name extends keyof ShownStudio>(name: Name): ShownStudio[Name] => {
      const found = parts[name];
      if (found === undefined) throw new Error(`${name} is there within tests only`);
      return found;
    };
    const complaints: string[] = [];
    let stopEngine: () => Promise<void>;

    beforeAll(async () => {
      stopEngine = await startEngine();
      await ensureTables(exports);
      await fill();
      parts.studio = await startStudio({ modulePath: 'modules/market.ts', exports, pageFolder, write });
      parts.browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    }, 240_000);

    afterAll(async () => {
      await parts.browser?.close();
      await parts.studio?.stop();
      await stopEngine();
    });

    beforeEach(async () => {
      const context = await part('browser').newContext({
        viewport: { width: 1280, height: 860 },
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      complaints.length = 0;
      const heard = complaintsOf(page);
      // The browser reports each refused call, and the page shows it.
      parts.page = page;
      page.on('close', () =>
        complaints.push(...heard.filter((text) => !/status of (400|401|409|422)|net::ERR_FAILED/.test(text))),
      );
      await page.goto(part('studio').url);
    });

    afterEach(async () => {
      await part('page').close();
      await part('page').context().close();
      expect(complaints).toEqual([]);
    });

    declare({
      get browser() {
        return part('browser');
      },
      get page() {
        return part('page');
      },
      get studio() {
        return part('studio');
      },
      open: async (place) => {
        const { origin } = new URL(part('studio').url);
        await part('page').goto('about:blank');
        await part('page').goto(`${origin}/${place}`);
      },
    });
  });
}

/** Stores an item that the class can't read. */
async function putDamaged(): Promise<void> {
  const client = new DynamoDBClient();
  const Item = { customerId: { S: 'ann' }, placedAt: { S: 'not a time' }, state: { S: 'OPEN' } };
  await client.send(new PutItemCommand({ TableName: 'market-orders', Item }));
  client.destroy();
}
