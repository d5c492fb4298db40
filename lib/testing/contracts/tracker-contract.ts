import assert from 'node:assert/strict';
import { ItemNotFoundError } from '../../errors/condition-failed-error.ts';
import { IllegalTransitionError, LeaseLostError, PayloadMismatchError } from '../../errors/status-errors.ts';
import { ValidationError } from '../../errors/validation-error.ts';
import { VersionConflictError } from '../../errors/version-conflict-error.ts';
import type { StatusRecord } from '../../status/status-record.ts';
import type { ContractNeed, ContractTest } from './contract-test.ts';
import { type MakeTracker, newId, type TrackerCase, trackerTest, wayTo } from './tracker-subject.ts';

const stored: readonly ContractNeed[] = ['itemOnConditionFailure'];

/**
 * Returns the tests that every tracker passes, for a tracker of your own: with its statuses, extensions, and overrides.
 *
 * Tests of a success, a failure, or a cancelation pass without a check if the class has no such status.
 *
 * @param make - creates a tracker with the given clock. Its table exists
 * @example
 * const contract = trackerContract((options) => engine.open(TrainingRuns, options));
 * for (const { name, run } of contract) test(name, run);
 */
export const trackerContract = <R extends StatusRecord>(make: MakeTracker<R>): readonly ContractTest[] =>
  cases.map((each) => trackerTest(each, make));

const cases: readonly TrackerCase[] = [
  {
    name: 'a tracker throws ItemNotFoundError for a request that was not started',
    async body({ tracker, machine }) {
      const id = newId();
      assert.equal(await tracker.get(id), undefined);
      await assert.rejects(tracker.advance(id, machine.initial), ItemNotFoundError);
      await assert.rejects(tracker.waitFor(id), ItemNotFoundError);
      await assert.rejects(tracker.watch(id).next(), ItemNotFoundError);
      await assert.rejects(tracker.claim(id, { owner: 'w' }), ItemNotFoundError);
    },
  },
  {
    name: 'a tracker returns the same request if it is started again with the same payload',
    async body({ tracker, machine, required }) {
      const id = newId();
      const payload = { a: 1, b: [{ c: 2, d: 3 }] };
      const first = await tracker.startIfNew(id, { ...required, payload });
      assert.equal(first.created, true);
      assert.deepEqual([first.record.status, first.record.steps], [machine.initial, 1]);
      const again = await tracker.startIfNew(id, { ...required, payload: { b: [{ d: 3, c: 2 }], a: 1 } });
      assert.equal(again.created, false);
      assert.equal((await tracker.start(id, required)).version, first.record.version);
      await assert.rejects(tracker.start(id, { ...required, payload: { a: 2 } }), PayloadMismatchError);
    },
  },
  {
    name: 'a request succeeds after the steps to its last status, which the history keeps',
    async body({ tracker, machine, time, start }) {
      if (machine.success === undefined) return;
      const id = await start();
      const way = wayTo(machine, machine.success);
      for (const status of way.slice(0, -1)) {
        time.now += 1_000;
        const record = await tracker.advance(id, status, { progress: 40, message: 'on its way' });
        assert.deepEqual([record.status, record.progress, record.message], [status, 40, 'on its way']);
      }
      time.now += 1_000;
      const done = await tracker.succeed(id, { result: { slices: 8 } });
      assert.deepEqual([done.status, done.progress], [machine.success, 100]);
      assert.equal(done.finishedAt?.getTime(), time.now);
      assert.equal(JSON.stringify(await tracker.resultOf(done)), '{"slices":8}');
      const history = await tracker.history(id);
      assert.deepEqual(
        history.map(({ status }) => status),
        [machine.initial, ...way],
      );
      assert.equal((await tracker.waitFor(id)).version, done.version);
    },
  },
  {
    name: 'a request that has ended never changes, and can end twice in the same way',
    needs: stored,
    async body({ tracker, machine, start, goBefore }) {
      if (machine.failure === undefined) return;
      const id = await start();
      await goBefore(id, machine.failure);
      const failed = await tracker.fail(id, { error: Object.assign(new TypeError('no cheese'), { retryable: true }) });
      const { code, message, retryable } = failed.error ?? {};
      assert.deepEqual([code, message, retryable], ['TypeError', 'no cheese', true]);
      const again = await tracker.fail(id, { error: 'another reason' });
      assert.deepEqual([again.version, again.error?.message], [failed.version, 'no cheese']);
      await assert.rejects(tracker.progress(id, 5), IllegalTransitionError);
      if (machine.success !== undefined) await assert.rejects(tracker.succeed(id), IllegalTransitionError);
    },
  },
  {
    name: 'a tracker rejects a step that the class does not declare, with both statuses in the error',
    needs: stored,
    async body({ tracker, machine, start }) {
      const to = machine.statuses.find(
        (status) => status !== machine.initial && !machine.after(machine.initial).includes(status),
      );
      if (to === undefined) return;
      const id = await start();
      const error = await tracker.advance(id, to).catch((caught: unknown) => caught);
      assert.ok(error instanceof IllegalTransitionError);
      assert.deepEqual([error.from, error.to], [machine.initial, to]);
      assert.equal((await tracker.getOrThrow(id)).steps, 1);
    },
  },
  {
    name: 'the progress of a request never falls',
    needs: stored,
    async body({ tracker, start }) {
      const id = await start();
      assert.equal((await tracker.progress(id, 50)).progress, 50);
      assert.equal((await tracker.progress(id, 30, { message: 'late' })).progress, 50);
      const { progress, done, total } = await tracker.progress(id, { done: 3, total: 4 });
      assert.deepEqual([progress, done, total], [75, 3, 4]);
      assert.equal((await tracker.progress(id, 150)).progress, 100);
      await assert.rejects(tracker.progress(id, Number.NaN), ValidationError);
    },
  },
  {
    name: 'a tracker throws VersionConflictError if another write came first',
    needs: stored,
    async body({ tracker, start }) {
      const id = await start();
      const { version } = await tracker.getOrThrow(id);
      await tracker.progress(id, 10);
      await assert.rejects(tracker.progress(id, 20, { version }), VersionConflictError);
      assert.equal((await tracker.progress(id, 20, { version: version + 1 })).progress, 20);
    },
  },
  {
    name: 'one worker at a time has a request, and another one after its lease',
    needs: stored,
    async body({ tracker, time, start }) {
      const id = await start();
      assert.equal((await tracker.claim(id, { owner: 'one', leaseMs: 10_000 }))?.owner, 'one');
      assert.equal(await tracker.claim(id, { owner: 'two' }), undefined);
      time.now += 9_000;
      const { leaseUntil } = await tracker.heartbeat(id, { owner: 'one', leaseMs: 10_000 });
      assert.equal(leaseUntil?.getTime(), time.now + 10_000);
      await assert.rejects(tracker.heartbeat(id, { owner: 'two' }), LeaseLostError);
      time.now += 10_001;
      const claimed = await tracker.claim(id, { owner: 'two' });
      assert.deepEqual([claimed?.owner, claimed?.attempts], ['two', 2]);
      await assert.rejects(tracker.progress(id, 95, { owner: 'one' }), LeaseLostError);
      assert.equal((await tracker.progress(id, 95, { owner: 'two' })).progress, 95);
    },
  },
  {
    name: 'a request is canceled in two steps, and the worker takes the second',
    needs: stored,
    async body({ tracker, machine, start, goBefore }) {
      if (machine.cancelled === undefined) return;
      const id = await start();
      await goBefore(id, machine.cancelled);
      await tracker.claim(id, { owner: 'w' });
      await tracker.cancel(id, { reason: 'too slow' });
      const asked = await tracker.cancel(id, { reason: 'another' });
      assert.equal(asked.cancelReason, 'too slow');
      assert.notEqual((await tracker.heartbeat(id, { owner: 'w' })).cancelRequestedAt, undefined);
      assert.equal((await tracker.confirmCancel(id, { owner: 'w' })).status, machine.cancelled);
      assert.equal((await tracker.cancel(id)).status, machine.cancelled);
    },
  },
  {
    name: 'a failed request starts again by redrive, which counts',
    needs: stored,
    async body({ tracker, machine, start, goBefore }) {
      if (machine.failure === undefined) return;
      const id = await start();
      await goBefore(id, machine.failure);
      await tracker.fail(id, { error: 'oven' });
      const again = await tracker.redrive(id);
      assert.deepEqual([again.status, again.redrives, again.error], [machine.initial, 1, undefined]);
      assert.equal((await tracker.redrive(id)).redrives, 1);
    },
  },
];
