/** @import { ModelInfo, StudioInfo } from '../api-types.ts' */
/** @import { Studio } from './studio.js' */
import { call, hasTokenLink, problemOf, takeToken } from './api.js';
import { button, byId, element, icon } from './dom.js';
import { drawerOf } from './drawer.js';
import { visibleText } from './format.js';
import { itemsView } from './items-view.js';
import { linkerView } from './linker-view.js';
import { partitionView } from './partition-view.js';
import { emptyBox, problemBox } from './problem.js';
import { requestsView } from './requests-view.js';
import { currentRoute, hashOf, placeOf } from './route.js';
import { sidebarOf } from './sidebar.js';
import { studioOf, viewsOf } from './studio.js';
import { tableView } from './table-view.js';

/** @type {Readonly<Record<string, (studio: Studio, model: ModelInfo, params: Readonly<Record<string, string>>) => HTMLElement>>} */
const views = {
  items: itemsView,
  partition: partitionView,
  requests: requestsView,
  documents: linkerView,
  table: tableView,
};

const main = byId('main');

/** Fills the header: the module, the endpoint, and what the studio may do. @param {StudioInfo} info */
function showHeader({ module, endpoint, isRemote, canWrite }) {
  const menu = button('Models', {
    icon: 'menu',
    class: 'is-quiet menu-button',
    isCompact: true,
    click: () => openMenu(),
  });
  menu.setAttribute('aria-expanded', 'false');
  menu.setAttribute('aria-controls', 'sidebar');
  byId('top').replaceChildren(
    menu,
    element(
      'p',
      { class: 'brand', title: 'annotable studio' },
      element('span', { class: 'logo', 'aria-hidden': 'true' }),
      element('span', { class: 'brand-name' }, element('b', {}, 'annotable'), ' studio'),
    ),
    element('p', { class: 'module', title: module }, visibleText(module)),
    element(
      'p',
      { class: `endpoint${isRemote ? ' is-remote' : ''}`, title: endpoint },
      isRemote && icon('warning'),
      visibleText(endpoint.replace(/^http:\/\//, '')),
    ),
    element(
      'p',
      { class: `access${canWrite ? ' can-write' : ''}` },
      icon(canWrite ? 'pencil' : 'lock'),
      canWrite ? 'Can write' : 'Read-only',
    ),
  );
  document.documentElement.classList.toggle('is-remote', isRemote);
}

/** Opens or closes the list of models on a phone. @param {boolean} [isOpen] */
function openMenu(isOpen) {
  const { classList } = byId('sidebar');
  const opens = isOpen ?? !classList.contains('is-open');
  classList.toggle('is-open', opens);
  document.querySelector('.menu-button')?.setAttribute('aria-expanded', String(opens));
}

/** Returns the head of a model: its name, its table, and the links to its views. @param {ModelInfo} model */
function headOf(model) {
  const links = Object.entries(viewsOf[model.kind]).map(([view, text]) =>
    element('a', { class: 'tab', href: hashOf(model.name, view), 'data-view': view }, text),
  );
  const entity = model.entity === undefined ? [] : [' as ', element('code', {}, visibleText(model.entity))];
  return element(
    'header',
    { class: 'head' },
    element('h1', {}, visibleText(model.name)),
    element('p', { class: 'soft' }, 'in ', element('code', {}, visibleText(model.table)), ...entity),
    element('span', { class: 'spring' }),
    element('nav', { class: 'tabs', 'aria-label': `Views of ${model.name}` }, ...links),
  );
}

/**
 * Returns the model and the view of the address. Undefined if the module has no such model.
 *
 * @param {Studio} studio
 */
function chosenPlace({ models, info }) {
  const { model: name, view, params } = currentRoute();
  const model = name === undefined ? info.models[0] : models.get(name);
  if (model === undefined) return undefined;
  const [first = 'items'] = Object.keys(viewsOf[model.kind]);
  return { model, view: view !== undefined && view in views ? view : first, params };
}

/** Marks the link to the shown view. @param {string} view */
function markTab(view) {
  for (const link of main.querySelectorAll('.head .tab')) {
    if (link.getAttribute('data-view') === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** @param {Studio} studio */
function show(studio) {
  const sidebar = sidebarOf(studio);
  const drawer = drawerOf(studio);
  let shownModel = '';

  /** @param {NonNullable<ReturnType<typeof chosenPlace>>} place */
  function build({ model, view, params }) {
    if (model.name !== shownModel) main.replaceChildren(headOf(model));
    shownModel = model.name;
    sidebar.choose(model.name);
    openMenu(false);
    studio.showRows([]);
    markTab(view);
    const content = views[view]?.(studio, model, params);
    main.replaceChildren(...[main.firstElementChild, content].filter((part) => part != null));
    document.title = `${model.name} · annotable studio`;
  }

  function render() {
    const chosen = chosenPlace(studio);
    if (chosen === undefined) {
      main.replaceChildren(emptyBox('No such model', 'The module has no class of this name.'));
      shownModel = '';
      studio.place = '';
      return;
    }
    const place = placeOf(chosen.model.name, chosen.view, chosen.params);
    const isSamePlace = place === studio.place;
    studio.place = place;
    if (!isSamePlace) build(chosen);
    drawer.update(isSamePlace);
  }

  addEventListener('hashchange', () => {
    if (!hasTokenLink()) render();
  });
  addEventListener('keydown', (event) => {
    const isTyping = /** @type {Element} */ (event.target).closest('input, textarea, select') !== null;
    if (event.key === 'Escape') openMenu(false);
    if (event.key !== '/' || isTyping || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    openMenu(true);
    sidebar.focusFilter();
  });
  render();
}

async function start() {
  // A link in the address of an open tab loads no page. Its token can be that of another start of the command.
  addEventListener('hashchange', () => {
    if (hasTokenLink()) location.reload();
  });
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    // The address names the place, so it can't be `#main`.
    event.preventDefault();
    main.focus();
  });
  if (!takeToken()) {
    main.replaceChildren(emptyBox('This tab has no token', 'Open the link that annotable studio has printed.'));
    return;
  }
  try {
    /** @type {StudioInfo} */
    const info = await call('studio');
    showHeader(info);
    show(studioOf(info));
  } catch (error) {
    main.replaceChildren(problemBox(problemOf(error)));
  }
}

void start();
