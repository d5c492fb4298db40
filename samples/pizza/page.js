// The page of the pizza shop: the form, the order that is shown, and the list.

import { $, call, duration, element, icon, show, timeOf } from './dom.js';

/** The steps of an order that goes well. */
const milestones = [
  ['ORDERED', 'Ordered'],
  ['PREPARING', 'Preparing'],
  ['BAKING', 'Baking'],
  ['OUT_FOR_DELIVERY', 'Out for delivery'],
  ['DELIVERED', 'Delivered'],
];
const ends = { DELIVERED: 'Delivered', FAILED: 'Failed', CANCELLED: 'Cancelled' };
/** Where an order can't be cancelled any more. */
const tooLate = ['OUT_FOR_DELIVERY', ...Object.keys(ends)];
const labels = { ...Object.fromEntries(milestones), ...ends };

const pizzaName = (pizza) => document.querySelector(`input[value="${pizza}"] ~ span b`)?.textContent ?? pizza;

/** The order that is shown, the steps of its last attempt, and what tells more of them. */
let order;
let steps = [];
let source;

// ── the order that is shown

function drawSteps() {
  const now = order.status;
  const isOver = now in ends;
  const reached = new Map(steps.map((step) => [step.status, step]));
  const names = milestones.map(([status]) => status).filter((status) => !isOver || reached.has(status));
  if (isOver && now !== 'DELIVERED') names.push(now);
  const rows = names.map((status, index) => {
    const step = reached.get(status);
    const next = names
      .slice(index + 1)
      .map((name) => reached.get(name))
      .find(Boolean);
    const isBad = status === 'FAILED' || status === 'CANCELLED';
    // What an order has failed in is not done.
    const isStopped = isOver && index === names.length - 2 && now !== 'DELIVERED';
    const isDone = !isBad && !isStopped && step !== undefined && (status !== now || isOver);
    const kind = isBad ? 'is-bad' : isDone ? 'is-done' : status === now ? 'is-now' : '';
    const mark = element('span', 'mark', isBad ? icon('cross') : isDone ? icon('tick') : String(index + 1));
    mark.setAttribute('aria-hidden', 'true');
    const state = isBad
      ? ''
      : isDone
        ? ', done'
        : isStopped
          ? ', not finished'
          : status === now
            ? ', now'
            : ', to come';
    const took = step && next && !isStopped && duration(new Date(next.at) - new Date(step.at));
    const name = element('span', 'name', labels[status], element('span', 'hidden', state));
    if (took) name.append(element('span', 'took', `took ${took}`));
    const row = element('li', kind, mark, name, step && timeOf(step.at));
    if (status === now) row.setAttribute('aria-current', 'step');
    return row;
  });
  $('steps').replaceChildren(...rows);
}

function messageOf({ status, message, cancelRequestedAt }, percent) {
  // The reason stands below.
  if (status === 'FAILED') return `Stopped at ${percent} %`;
  return cancelRequestedAt !== undefined && !tooLate.includes(status) ? 'Cancelling …' : (message ?? '');
}

function drawProgress() {
  const percent = Math.round(order.progress ?? 0);
  $('bar').value = percent;
  $('percent').textContent = `${percent} %`;
  $('ring').style.strokeDasharray = `${percent} 100`;
  $('message').textContent = messageOf(order, percent);
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
  show('attempt', attempt > 1 ? `This is attempt ${attempt}.` : undefined);
  keepFocus(() => {
    $('retry').hidden = !(order.retryable && status in ends);
    $('cancel').hidden = !order.canBeCancelled;
  });
  drawProgress();
  drawSteps();
}

/** A button that goes away while it has the focus hands it to the order's title, so that no one has to begin anew. */
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

/** One thing that the tracker tells of the order: first what was before, then what is new, as it comes. */
function onStep(step) {
  if (step.status === 'ORDERED') steps = [];
  if (!steps.some(({ number }) => number === step.number)) steps.push(step);
  if (step.number < order.step) return drawSteps();
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

/** Follows an order until it ends. The browser connects again by itself when the connection is lost. */
function follow(id) {
  source?.close();
  steps = [];
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
        ? 'The shop tells no more of this order. Load the page again to see it.'
        : 'The connection is lost. Trying again …',
    );
  });
}

function open(shown, { focus = true } = {}) {
  order = { ...shown };
  steps = [];
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
  const what = element('span', '', element('b', '', `${pizzaName(pizza)} for ${customer}`));
  what.append(element('small', '', timeOf(createdAt)));
  const button = element('button', '', icon(pizza), what, element('span', `status ${kind}`, labels[status]));
  button.type = 'button';
  button.dataset.id = requestId;
  if (requestId === order?.requestId) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => {
    open(listedOrder);
    void listOrders();
  });
  return element('li', '', button);
}

// ── what people do

let nextId = crypto.randomUUID();

$('order-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const { customer, pizza } = Object.fromEntries(new FormData(event.target));
  if (button) button.disabled = true;
  show('order-problem', undefined);
  try {
    // Sent again under the same id until it is answered: one order.
    const ordered = await call('PUT', `/orders/${nextId}`, { customer, pizza });
    nextId = crypto.randomUUID();
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
  act('cancel', (asked) => {
    // Another order may have been opened meanwhile, or this one have moved on.
    if (asked.requestId !== order.requestId) return;
    const { cancelRequestedAt } = asked;
    order = { ...order, ...(asked.step < order.step ? { cancelRequestedAt, canBeCancelled: false } : asked) };
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
