// The page of the pizza shop: the form, the current order, and the list of orders.

import { $, call, duration, element, icon, show, timeOf } from './dom.js';

/** The steps of an order that succeeds. */
const milestones = [
  ['ORDERED', 'Ordered'],
  ['PREPARING', 'Preparing'],
  ['BAKING', 'Baking'],
  ['OUT_FOR_DELIVERY', 'Out for delivery'],
  ['DELIVERED', 'Delivered'],
];
const ends = { DELIVERED: 'Delivered', FAILED: 'Failed', CANCELLED: 'Cancelled' };
/** Statuses in which an order can no longer be canceled. */
const tooLate = ['OUT_FOR_DELIVERY', ...Object.keys(ends)];
const labels = { ...Object.fromEntries(milestones), ...ends };

const pizzaName = (pizza) => document.querySelector(`input[value="${pizza}"] ~ span b`)?.textContent ?? pizza;

/** The current order, the steps of each of its attempts (oldest first), and its event stream. */
let order;
let attempts = [[]];
let source;

// ── the current order

const stateTexts = { 'is-done': ', done', 'is-stopped': ', not finished', 'is-now': ', now', 'is-bad': '' };

/** Returns the class of one row: failed, done, stopped by a failure, current, or still to come (''). */
function kindOf(status, { now, isReached, isBeforeEnd }) {
  const isOver = now in ends;
  if (status === 'FAILED' || status === 'CANCELLED') return 'is-bad';
  if (isOver && now !== 'DELIVERED' && isBeforeEnd) return 'is-stopped';
  if (isReached && (status !== now || isOver)) return 'is-done';
  return status === now ? 'is-now' : '';
}

/** Returns the rows of one attempt. `now` is its last status. */
function rowsOf(steps, now, isCurrent = false) {
  const isOver = now in ends;
  // After a crash of a kitchen, the next one reports a status again. The first report counts.
  const reached = new Map(steps.toReversed().map((step) => [step.status, step]));
  const names = milestones.map(([status]) => status).filter((status) => !isOver || reached.has(status));
  if (isOver && now !== 'DELIVERED') names.push(now);
  return names.map((status, index) => {
    const step = reached.get(status);
    const kind = kindOf(status, { now, isReached: step !== undefined, isBeforeEnd: index === names.length - 2 });
    const mark = element('span', 'mark', { 'is-bad': icon('cross'), 'is-done': icon('tick') }[kind] ?? `${index + 1}`);
    mark.setAttribute('aria-hidden', 'true');
    const state = element('span', 'hidden', stateTexts[kind] ?? ', to come');
    const took = tookText(status, { step, next: reached.get(names[index + 1]), first: steps[0], kind });
    const row = element(
      'li',
      kind,
      mark,
      element('span', 'name', labels[status], state),
      element('span', 'took', took),
    );
    if (isCurrent && status === now) row.setAttribute('aria-current', 'step');
    return row;
  });
}

/** Returns the duration of a stage that is done, or of the whole attempt at its end. Empty for other steps. */
function tookText(status, { step, next, first, kind }) {
  const since = ({ at }, end) => duration(new Date(end.at) - new Date(at));
  if (step && status in ends) return `after ${since(first, step)}`;
  return step && next && kind === 'is-done' && status !== 'ORDERED' ? `took ${since(step, next)}` : '';
}

function drawSteps() {
  $('steps').replaceChildren(...rowsOf(attempts.at(-1), order.status, true));
  drawEarlier(attempts.slice(0, -1));
}

/** Shows the steps of earlier attempts, newest first. */
function drawEarlier(earlier) {
  if ($('earlier').children.length === earlier.length) return;
  const sections = earlier.map((steps, index) => {
    const number = order.attempt - earlier.length + index;
    const { status, message } = steps.at(-1);
    const list = element('ol', 'steps', ...rowsOf(steps, status));
    list.setAttribute('aria-label', `Steps of attempt ${number}`);
    return element('section', '', element('h3', '', `Attempt ${number}`), element('p', 'note', message ?? ''), list);
  });
  $('earlier').replaceChildren(...sections.toReversed());
}

function messageOf({ status, message, cancelRequestedAt }) {
  // The reason of a failure is in a box of its own.
  if (status === 'FAILED') return undefined;
  return cancelRequestedAt !== undefined && !tooLate.includes(status) ? 'Cancelling …' : message;
}

function drawProgress() {
  const percent = Math.round(order.progress ?? 0);
  $('dish').setAttribute('aria-valuenow', percent);
  $('ring').style.strokeDasharray = `${percent} 100`;
  show('message', messageOf(order));
}

function draw() {
  const { pizza, customer, status, error, attempt } = order;
  $('nothing').hidden = true;
  $('current').hidden = false;
  const title = `${pizzaName(pizza)} for ${customer}`;
  if ($('current-title').textContent !== title) $('current-title').textContent = title;
  $('dish-pizza').setAttribute('href', `#${pizza}`);
  const kinds = { BAKING: 'is-baking', DELIVERED: 'is-delivered', FAILED: 'is-over', CANCELLED: 'is-over' };
  $('current').className = kinds[status] ?? '';
  const hasFailed = status === 'FAILED' && error !== undefined;
  show('failure-text', hasFailed ? error.message : undefined);
  show('failure-code', hasFailed ? `Code: ${error.code}` : undefined);
  $('failure').hidden = !hasFailed;
  show('attempt', attempt > 1 ? `Attempt ${attempt}` : undefined);
  keepFocus(() => {
    $('retry').hidden = !(order.retryable && status in ends);
    $('cancel').hidden = !order.canBeCancelled;
  });
  drawProgress();
  drawSteps();
}

/** Moves the focus to the title of the order if the focused button disappears. Else the focus would be lost. */
function keepFocus(change) {
  const focused = document.activeElement;
  change();
  if (focused instanceof HTMLElement && focused.hidden) $('current-title').focus();
}

function announce(text) {
  $('announcement').textContent = text;
}

function sayStatus() {
  const { status, message = '' } = order;
  announce(`${pizzaName(order.pizza)}: ${labels[status]}. ${message}`);
}

/** Handles one event of the stream. The first events repeat the history, and later ones are new steps. */
function onStep(step) {
  if (!attempts.flat().some(({ number }) => number === step.number)) {
    if (step.status === 'ORDERED' && attempts.at(-1).length > 0) attempts.push([]);
    attempts.at(-1).push(step);
  }
  if (step.number < order.step) return;
  const isNew = step.number > order.step;
  const { number, status, message = order.message, progress = 0 } = step;
  const canBeCancelled = order.canBeCancelled && !tooLate.includes(status);
  order = { ...order, step: number, status, message, canBeCancelled };
  order.progress = Math.max(progress, order.progress ?? 0);
  if (!isNew) {
    drawSteps();
    return drawProgress();
  }
  draw();
  if (!(status in ends)) sayStatus();
  void listOrders();
}

/** Follows an order until it ends. The browser reconnects by itself if the connection is lost. */
function follow(id) {
  source?.close();
  attempts = [[]];
  const events = new EventSource(`/orders/${id}/events`);
  source = events;
  events.addEventListener('open', () => {
    $('connection').hidden = true;
  });
  events.addEventListener('step', ({ data }) => onStep(JSON.parse(data)));
  events.addEventListener('end', ({ data }) => {
    events.close();
    order = JSON.parse(data);
    draw();
    sayStatus();
    void listOrders();
  });
  events.addEventListener('error', () => {
    const isOver = events.readyState === EventSource.CLOSED;
    show(
      'connection',
      isOver
        ? 'The shop sends no more events. Reload the page to see your order.'
        : 'The connection is lost. Trying again …',
    );
  });
}

function open(shown, { focus = true } = {}) {
  order = { ...shown };
  attempts = [[]];
  history.replaceState(null, '', `#${order.requestId}`);
  show('action-problem', undefined);
  $('connection').hidden = true;
  draw();
  follow(order.requestId);
  if (focus) {
    $('current-title').focus({ preventScroll: true });
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    $('current-title')
      .closest('section')
      .scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'nearest' });
  }
}

// ── the list

let listed = '';

async function listOrders() {
  const { orders } = await call('GET', '/orders').catch(() => ({ orders: undefined }));
  if (orders === undefined) return;
  $('mine').hidden = orders.length === 0;
  const drawn = JSON.stringify([order?.requestId, orders.map(({ requestId, status }) => [requestId, status])]);
  if (drawn === listed) return orders;
  listed = drawn;
  const focused = document.activeElement?.dataset?.id;
  $('orders').replaceChildren(...orders.map(rowOf));
  if (focused !== undefined) document.querySelector(`[data-id="${focused}"]`)?.focus();
  return orders;
}

function rowOf(listedOrder) {
  const { requestId, pizza, customer, status, createdAt } = listedOrder;
  const kind = { DELIVERED: 'is-good', FAILED: 'is-wrong' }[status] ?? '';
  const state = element('span', `status ${kind}`, labels[status]);
  const title = element('b', '', `${pizzaName(pizza)} for ${customer}`);
  const what = element('span', '', title, element('small', '', state, ' · ', timeOf(createdAt)));
  const button = element('button', '', icon(pizza), what);
  button.type = 'button';
  button.dataset.id = requestId;
  if (requestId === order?.requestId) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => {
    open(listedOrder);
    void listOrders();
  });
  return element('li', '', button);
}

// ── actions

let nextId = crypto.randomUUID();
$('customer').value = localStorage.getItem('customer') ?? '';

$('order-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const { customer, pizza } = Object.fromEntries(new FormData(event.target));
  if (button) button.disabled = true;
  show('order-problem', undefined);
  try {
    // A request without a response is sent again with the same id, so it creates only one order.
    const ordered = await call('PUT', `/orders/${nextId}`, { customer, pizza });
    nextId = crypto.randomUUID();
    localStorage.setItem('customer', customer);
    open(ordered);
    sayStatus();
    void listOrders();
  } catch (error) {
    show('order-problem', error.message);
  } finally {
    if (button) button.disabled = false;
  }
});

async function act(path, then) {
  show('action-problem', undefined);
  try {
    then(await call('POST', `/orders/${order.requestId}/${path}`));
  } catch (error) {
    show('action-problem', error.message);
  }
}

$('retry').addEventListener('click', () => act('retry', (again) => open(again)));
$('cancel').addEventListener('click', () =>
  act('cancel', (canceled) => {
    // The user may have opened another order meanwhile, and this one may have moved on.
    if (canceled.requestId !== order.requestId) return;
    const { cancelRequestedAt } = canceled;
    order = { ...order, ...(canceled.step < order.step ? { cancelRequestedAt, canBeCancelled: false } : canceled) };
    draw();
    announce('We are cancelling your order.');
  }),
);

const orders = (await listOrders()) ?? [];
const wanted = location.hash.slice(1);
const first = orders.find(({ requestId }) => requestId === wanted) ?? orders.find(({ status }) => !(status in ends));
if (first !== undefined) {
  open(first, { focus: false });
  void listOrders();
}
