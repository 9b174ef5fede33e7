// The catalogue of actions: search as one types, a box with three states per resource, running counts, and what is chosen.
import { grouped, say } from './words.js';

// As many resources as the server names before it says "and 2 more".
const NAMED = 3;
// Pixels of what is found that have to be in sight.
const ROOM = 120;

function made(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

// How many actions are chosen, and of what, as the server says it; it unfolds to their list.
function summaryOf(element) {
  const none = element.querySelector('[data-none]');
  const details = element.querySelector('details');
  const all = grouped(Number(element.dataset.of));

  function words(chosen, count) {
    const resources = chosen.slice(0, NAMED).map(({ name }) => name).join(', ');
    const more = chosen.length - NAMED;
    const places = { count: grouped(count), all, resources, more: grouped(more) };
    return say(more > 0 ? 'actionsChosenMore' : 'actionsChosen', places);
  }

  function entry({ name, actions }) {
    const items = actions.map((action) => made('li', '', made('code', '', action)));
    return made('div', '', made('dt', '', name), made('dd', '', made('ul', 'plain', ...items)));
  }

  return {
    show(resources) {
      const chosen = resources.filter(({ actions }) => actions.length > 0);
      const count = chosen.reduce((sum, { actions }) => sum + actions.length, 0);
      none.hidden = count > 0;
      details.hidden = count === 0;
      if (count > 0) details.querySelector('summary').textContent = words(chosen, count);
      details.querySelector('dl').replaceChildren(...chosen.map(entry));
    },
    // A box says by itself that it is ticked; what one click has done to several is said.
    tell() {
      const said = details.hidden ? none : details.querySelector('summary');
      element.querySelector('[role="status"]').textContent = said.textContent;
    },
  };
}

export function startCatalogue(root) {
  const catalogue = root.querySelector('[data-catalogue]');
  if (!catalogue) return;
  const summary = summaryOf(catalogue.querySelector('[data-chosen-actions]'));
  const noMatch = catalogue.querySelector('[data-no-match]');
  const search = catalogue.querySelector('#catalogue-search');

  const resources = [...catalogue.querySelectorAll('[data-resource]')].map((element) => ({
    element,
    title: element.querySelector('.resource-name').textContent,
    own: element.querySelector('.resource-name').textContent.toLowerCase(),
    name: element.querySelector('summary').textContent.toLowerCase(),
    all: element.querySelector('[data-all]'),
    allNamed: element.querySelector('[data-all]').ariaLabel,
    whole: element.querySelector('[data-whole]'),
    found: element.querySelector('[data-found]'),
    chosen: element.querySelector('[data-chosen]'),
    wasOpen: element.open,
    actions: [...element.querySelectorAll('[data-action]')].map((label) => ({
      label,
      name: label.querySelector('.action-name').textContent,
      box: label.querySelector('input'),
      text: `${label.textContent} ${label.querySelector('input').value}`.toLowerCase(),
    })),
  }));

  function count(resource) {
    const chosen = resource.actions.filter((action) => action.box.checked);
    resource.chosen.textContent = grouped(chosen.length);
    resource.element.classList.toggle('some', chosen.length > 0);
    // Its box is about the actions that a search leaves, and so is a click on it.
    const shown = resource.actions.filter((action) => !action.label.hidden);
    const ticked = shown.filter((action) => action.box.checked).length;
    resource.all.checked = shown.length > 0 && ticked === shown.length;
    resource.all.indeterminate = ticked > 0 && ticked < shown.length;
    return { name: resource.title, actions: chosen.map(({ name }) => name) };
  }

  function countAll() {
    summary.show(resources.map(count));
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let matches = 0;
    for (const resource of resources) {
      const named = words.every((word) => resource.name.includes(word));
      let shown = 0;
      for (const action of resource.actions) {
        const fits = named || words.every((word) => action.text.includes(word) || resource.name.includes(word));
        action.label.hidden = !fits;
        if (fits) shown += 1;
      }
      resource.element.hidden = shown === 0;
      // Its box is about what is shown, and says so.
      const some = shown < resource.actions.length;
      resource.whole.hidden = some;
      resource.found.hidden = !some;
      resource.all.ariaLabel = some ? resource.all.dataset.allFound : resource.allNamed;
      matches += shown;
      if (words.length > 0) resource.element.open = shown > 0;
      else resource.element.open = resource.wasOpen || resource.actions.some(({ box }) => box.checked !== box.defaultChecked);
    }
    noMatch.hidden = matches > 0;
    countAll();
    // The resource that is meant by its name comes first; without a search all are in their order again.
    const text = words.join(' ');
    const rank = ({ own }) => (own === text ? 0 : own.startsWith(text) ? 1 : own.includes(text) ? 2 : 3);
    const order = text ? [...resources].sort((a, b) => rank(a) - rank(b)) : resources;
    catalogue.append(...order.map(({ element }) => element));
    if (text) bringIntoView(order.find(({ element }) => !element.hidden)?.element ?? noMatch);
  }

  // Where what is found would begin below the fold, or under the buttons that stay there, the search goes to the top.
  function bringIntoView(first, top = search.closest('.field')) {
    const buttons = catalogue.closest('form').querySelector('.actions.sticky');
    const fold = Math.min(buttons?.getBoundingClientRect().top ?? Infinity, visualViewport?.height ?? innerHeight);
    if (first.getBoundingClientRect().top + ROOM > fold) top.scrollIntoView({ block: 'start' });
  }

  // Choosing it shows that there is something to choose from.
  catalogue.closest('fieldset').addEventListener('change', (event) => {
    const custom = event.target.name === 'permissions' && event.target.value === 'custom';
    if (custom && resources.length > 0) bringIntoView(resources[0].element, event.target.closest('label'));
  });

  for (const resource of resources) {
    resource.element.addEventListener('change', (event) => {
      if (event.target === resource.all) {
        for (const { box, label } of resource.actions) if (!label.hidden) box.checked = resource.all.checked;
      }
      countAll();
      if (event.target === resource.all) summary.tell();
    });
    resource.element.querySelector('[data-only-read]').addEventListener('click', () => {
      for (const { box, label } of resource.actions) if (!label.hidden) box.checked = 'read' in box.dataset;
      countAll();
      summary.tell();
    });
    resource.element.querySelector('summary').addEventListener('click', () => {
      if (!search.value) resource.wasOpen = !resource.element.open;
    });
  }
  search.addEventListener('input', filter);
  search.addEventListener('keydown', (event) => {
    // Enter in the search must not create a token.
    if (event.key === 'Enter') event.preventDefault();
    if (event.key === 'Escape' && search.value) {
      event.preventDefault();
      event.stopPropagation();
      search.value = '';
      filter();
    }
  });
  countAll();
}
