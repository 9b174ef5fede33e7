// Everything works without scripts; these make it smoother. Each module takes a part of a page and finds in it what
// it is for, so that a dialog's content is treated as a page's.
import { startCatalogue } from './catalogue.js';
import { startCopies, startPassages } from './clipboard.js';
import { startDialogs } from './dialog.js';
import { startForms } from './forms.js';
import { startNetworks } from './networks.js';
import { startExpiry } from './expiry.js';
import { startPasswords } from './passwords.js';
import { startReveal } from './reveal.js';
import { startSelection } from './selection.js';
import { startSending } from './sending.js';
import { startSupport } from './support.js';
import { startSwitches } from './switches.js';
import { startTimes } from './times.js';

function start(root) {
  for (const element of root.querySelectorAll('[data-scripted]')) element.hidden = false;
  startTimes(root);
  startForms(root);
  startNetworks(root);
  startExpiry(root);
  startCatalogue(root);
  startCopies(root);
  startPassages(root);
  startPasswords(root);
  startReveal(root);
  startSelection(root);
  startSupport(root);
}

document.documentElement.classList.add('js');
start(document);
// The answer to a form that only asks or shows: what stays in the history is the address to ask for it anew.
const answer = document.querySelector('[data-stands-at]');
if (answer) history.replaceState(null, '', answer.dataset.standsAt);
startSwitches(start);
startDialogs(start);
// After those that send some forms in another way.
startSending();
