import type { ChannelVersions, Checkpoint, SerializerProtocol } from '@langchain/langgraph-checkpoint';
import type { Space } from '../linker/space.ts';
import { escaped } from './checkpoint-names.ts';
import { deserialized, type Serialized, serialized } from './serialized.ts';

/** The values of the channels of one thread: an entry for each version of a channel, shared by checkpoints. */
export class ChannelValues {
  readonly #space: Space;
  readonly #serde: SerializerProtocol;
  /** The values that the previous checkpoint had. Most of them are those of the next one. */
  #last: ReadonlyMap<string, Serialized> = new Map();

  constructor(space: Space, serde: SerializerProtocol) {
    this.#space = space;
    this.#serde = serde;
  }

  /**
   * Puts the values of some channels.
   *
   * @returns the checkpoint without the values of the channels that have a version, and the channels whose values were
   *   put
   */
  async put(
    namespace: string,
    checkpoint: Checkpoint,
    channels: readonly string[],
    expiry: { readonly ttlSeconds?: number | undefined },
  ): Promise<{ readonly checkpoint: Checkpoint; readonly channels: readonly string[] }> {
    const { channel_values: values, channel_versions: versions } = checkpoint;
    const put = channels.filter((channel) => Object.hasOwn(values, channel) && Object.hasOwn(versions, channel));
    const entries = put.map(async (channel): Promise<[string, Serialized]> => {
      const name = valueName(namespace, channel, versions[channel]);
      return [name, await serialized(this.#serde, values[channel])];
    });
    await this.#space.putMany(await Promise.all(entries), expiry);
    const own = Object.entries(values).filter(([channel]) => !Object.hasOwn(versions, channel));
    return { checkpoint: { ...checkpoint, channel_values: Object.fromEntries(own) }, channels: put };
  }

  /**
   * Adds the values of all channels to a checkpoint. A version without a value has none.
   *
   * @param channels - the channels whose values were put with the checkpoint
   * @returns the first of them whose value is missing
   */
  async addTo(namespace: string, checkpoint: Checkpoint, channels: readonly string[]): Promise<string | undefined> {
    const versions = Object.entries(checkpoint.channel_versions ?? {});
    const named = versions.map(([channel, version]) => [channel, valueName(namespace, channel, version)] as const);
    const missing = named.map(([, name]) => name).filter((name) => !this.#last.has(name));
    const found = await this.#space.getMany<Serialized>(missing);
    const all = new Map([
      ...this.#last,
      ...found.flatMap((entry) => (entry ? [[entry.name, entry.value] as const] : [])),
    ]);
    const used = named.flatMap(([channel, name]) => {
      const value = all.get(name);
      return value === undefined ? [] : [{ channel, name, value }];
    });
    this.#last = new Map(used.map(({ name, value }) => [name, value]));
    const values = used.map(async ({ channel, value }) => [channel, await deserialized(this.#serde, value)]);
    checkpoint.channel_values = { ...checkpoint.channel_values, ...Object.fromEntries(await Promise.all(values)) };
    return channels.find((channel) => !used.some((each) => each.channel === channel));
  }
}

const valueName = (namespace: string, channel: string, version: ChannelVersions[string] | undefined): string =>
  [namespace, channel, String(version)].map(escaped).join('#');
