/** The tracker: the status of jobs. Loaded at first use by the CommonJS build. @module */
export type { FailureInput } from '../status/failure.ts';
export type { LeaseOptions } from '../status/lease.ts';
export type { FindStaleOptions, ListByStatusOptions, StatusPage } from '../status/listing.ts';
export type { ProgressInput } from '../status/progress.ts';
export { RequestStatus, RequestStatusRepository } from '../status/request-status.ts';
export type { Started } from '../status/start.ts';
export type { TransitionMap, TransitionOptions } from '../status/state-machine.ts';
export type { ResultStore } from '../status/status-context.ts';
export { StatusFailure, type StatusFilled, StatusRecord, StatusStep } from '../status/status-record.ts';
export { type StatusResponse, type StatusResponseOptions, statusResponse } from '../status/status-response.ts';
export { StatusTracker } from '../status/status-tracker.ts';
export type {
  AdvanceOptions,
  CancelOptions,
  FailOptions,
  ListByUserOptions,
  RedriveOptions,
  StartOptions,
  StatusTrackerOptions,
  SucceedOptions,
} from '../status/tracker-options.ts';
export type { StepOptions } from '../status/transition.ts';
export { Transitions } from '../status/transitions.ts';
export type { PollOptions, WaitOptions, WatchedStep } from '../status/waiting.ts';
