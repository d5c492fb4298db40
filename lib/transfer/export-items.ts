import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { beginOf, type Place, placeJson, placeOf } from '../checkpoints/place.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { LineForm, LineFormat } from './formats.ts';
import type { ExportOutput } from './output.ts';
import { loadSaved } from './saved.ts';

/** An export. */
export interface ExportSettings {
  readonly context: RepositoryContext;
  readonly form: LineForm;
  readonly format: LineFormat;
  readonly segments: number;
  readonly checkpoint: Checkpoint | undefined;
  /** Opens the output, and keeps the given number of bytes of an earlier run. */
  readonly open: (from: number) => Promise<ExportOutput>;
  /** Receives the number of items so far after each page. */
  readonly onProgress: (items: number) => void;
}

/** The state of an export after its last saved page. */
interface ExportState {
  readonly places: Place[];
  readonly items: number;
  readonly bytes: number;
}

/**
 * Writes all items of a class as lines, and returns their number.
 *
 * With a checkpoint, a run that was killed continues after the last saved page: what the killed run wrote after it is
 * deleted from the file, and written again.
 */
export async function exportItems(settings: ExportSettings): Promise<number> {
  const run = new ExportRun(settings, await loadState(settings));
  try {
    return await run.run(settings.segments);
  } finally {
    await run.close();
  }
}

class ExportRun {
  readonly #settings: ExportSettings;
  readonly #places: Place[];
  readonly #from: number;
  /** Opened after the first page, so that an export of a table that can't be read leaves an earlier file as it is. */
  #output: ExportOutput | undefined;
  #items: number;
  /** True after an error of one segment, which ends the others. */
  #isEnded = false;
  /** Pages are written one after the other, each with the position after it. */
  #written: Promise<void> = Promise.resolve();

  constructor(settings: ExportSettings, { places, items, bytes }: ExportState) {
    this.#settings = settings;
    this.#places = places;
    this.#items = items;
    this.#from = bytes;
  }

  async run(segments: number): Promise<number> {
    if (this.#from > 0) await this.#opened();
    const workers = Array.from({ length: segments }, (_, segment) =>
      this.#segment(segment).catch((error: unknown) => {
        this.#isEnded = true;
        throw error;
      }),
    );
    await Promise.allSettled(workers);
    await Promise.all(workers);
    return this.#items;
  }

  async #opened(): Promise<ExportOutput> {
    this.#output ??= await this.#settings.open(this.#from);
    return this.#output;
  }

  async close(): Promise<void> {
    await this.#output?.close();
  }

  async #segment(segment: number): Promise<void> {
    for (let place = this.#places[segment]; place !== undefined && place !== 'end'; place = this.#places[segment]) {
      if (this.#isEnded) return;
      const { Items = [], LastEvaluatedKey } = await this.#page(segment, place);
      this.#written = this.#written.then(() => this.#write(segment, Items, LastEvaluatedKey ?? 'end'));
      await this.#written;
    }
  }

  #page(segment: number, place: Place) {
    const { context, segments } = this.#settings;
    const { executor, schema } = context;
    const input = {
      TableName: schema.table.name,
      ...(typeof place === 'object' && { ExclusiveStartKey: place }),
      ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
    };
    return executor.send('Scan', input, schema.table.name);
  }

  async #write(segment: number, items: readonly StoredItem[], after: Place): Promise<void> {
    const { context, form, onProgress } = this.#settings;
    const own = items.filter((item) => isOwnItem(context.schema, item));
    const output = await this.#opened();
    if (own.length > 0) await output.write(`${own.map((item) => form.write(item)).join('\n')}\n`);
    this.#places[segment] = after;
    this.#items += own.length;
    await this.#save();
    onProgress(this.#items);
  }

  async #save(): Promise<void> {
    const { checkpoint } = this.#settings;
    if (checkpoint === undefined) return;
    const output = await this.#opened();
    await output.sync();
    const { position = 0 } = output;
    const places = this.#places.map(placeJson);
    await checkpoint.save({ ...identityOf(this.#settings), places, items: this.#items, bytes: position });
  }
}

const identityOf = ({ context, format, segments }: ExportSettings): Record<string, JsonValue> => ({
  export: context.schema.table.name,
  class: context.schema.name,
  format,
  segments,
});

/** @throws ConfigurationError if the checkpoint is of something else */
async function loadState(settings: ExportSettings): Promise<ExportState> {
  const { checkpoint, segments } = settings;
  const saved = await loadSaved(checkpoint, identityOf(settings), ({ places, items, bytes }) =>
    Array.isArray(places) && typeof items === 'number' && typeof bytes === 'number'
      ? { places: places.map(placeOf), items, bytes }
      : undefined,
  );
  return saved ?? { places: beginOf(segments), items: 0, bytes: 0 };
}
