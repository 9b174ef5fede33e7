// What scripts say, in the page's language: the page carries the sentences.
const sentences = JSON.parse(document.getElementById('words')?.textContent ?? '{}');

// A sentence with its places filled.
export function say(name, places = {}) {
  return (sentences[name] ?? name).replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}

// The reader's own kind of the page's language, if they have one: British and American dates differ.
const language = document.documentElement.lang || 'en';
export const locale = navigator.languages?.find((own) => own.split('-')[0] === language) ?? language;

// A count with its thousands apart, as the server writes it.
export function grouped(count) {
  return count.toLocaleString(language);
}
