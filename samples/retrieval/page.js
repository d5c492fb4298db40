// Texts are set as text, never as HTML.
const form = document.querySelector('form');
const state = document.querySelector('#state');
const list = document.querySelector('#hits');
const profile = document.querySelector('#profile');

const element = (name, text, className = '') =>
  Object.assign(document.createElement(name), { textContent: text, className });

async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error((await response.json()).message);
  return response.json();
}

/** The button that opened the profile. */
let opener;

/** Shows the profile that a hit comes from. The section of the hit is marked. */
async function showProfile({ country, title }, button) {
  const sections = Object.values(await load(`/profiles/${encodeURIComponent(country)}`)).flatMap(Object.entries);
  profile.querySelector('h2').textContent = country;
  const items = sections.flatMap(([name, { text }]) =>
    text === undefined
      ? []
      : [element('dt', name, name === title ? 'title' : ''), element('dd', text, name === title ? 'found' : '')],
  );
  profile.querySelector('dl').replaceChildren(...items);
  opener = button;
  profile.hidden = false;
  profile.focus();
  profile.querySelector('.title')?.scrollIntoView({ block: 'start' });
}

function hitOf(hit) {
  const item = element('li', '');
  const score = element('span', `distance ${hit.score.toFixed(3)}`, 'score');
  const open = element('button', `Profile of ${hit.country}`);
  open.type = 'button';
  open.addEventListener('click', () => showProfile(hit, open).catch(report));
  item.append(element('h2', `${hit.country}: ${hit.title}`), score, element('p', hit.text), open);
  return item;
}

const report = (error) => {
  state.textContent = error.message || 'The search failed.';
};

profile.querySelector('button').addEventListener('click', () => {
  profile.hidden = true;
  opener.focus();
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  state.textContent = 'Searching…';
  profile.hidden = true;
  try {
    const hits = await load(`/search?${new URLSearchParams(new FormData(form))}`);
    list.replaceChildren(...hits.map(hitOf));
    state.textContent = `${hits.length} passages, the nearest first`;
  } catch (error) {
    report(error);
  }
});

/** Returns the name of a region for people: `'east-n-southeast-asia'` → `'East and southeast asia'`. */
function nameOf(region) {
  const words = region.replace('-n-', '-and-').replaceAll('-', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

const regions = await load('/regions');
form.region.append(...regions.map((region) => Object.assign(element('option', nameOf(region)), { value: region })));
