// The page's one script. Texts go in by textContent alone; nothing is fetched
// from elsewhere; every view is a section that the hash names.

const base = (location.pathname.match(/^\/t\/[^/]+/) ?? [''])[0];
const ui = document.documentElement.lang;
const words = new Map(await (await fetch(`/assets/words-${ui}.json`)).json());
let session = { csrf: '', rights: [], user: '' };

const $ = (id) => document.getElementById(id);
const t = (key, values = {}) =>
  (words.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

/** An element with properties and children; strings become text nodes. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== ''));
  return node;
}
const say = (text) => { $('say').textContent = text; };
const warn = (text) => { $('alert').textContent = text; };

// ---- talking to the server ----

class Refused extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? t('failed', { m: status }));
    this.status = status;
    this.body = body;
  }
}

async function api(path, { method = 'GET', body, raw, signal } = {}) {
  const headers = {};
  if (method !== 'GET') headers['X-CSRF-Token'] = session.csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (raw) headers['Content-Type'] = 'application/octet-stream';
  let answer;
  try {
    answer = await fetch(`${base}/api/v1${path}`, {
      method, headers, signal, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error(t('offline'));
  }
  const json = await answer.json().catch(() => null);
  if (answer.status === 401) show('login');
  if (!answer.ok) throw new Refused(answer.status, json);
  return json;
}
const query = (values) => '?' + new URLSearchParams(
  Object.entries(values).filter(([, v]) => v !== '' && v !== undefined && v !== null));

/** Runs an action and tells what went wrong, in words. */
async function trying(action) {
  try {
    warn('');
    return await action();
  } catch (error) {
    if (error.name === 'AbortError') return undefined;
    warn(error.status === 403 ? t('no_right') : t('failed', { m: error.message }));
    return undefined;
  }
}

// ---- pieces ----

const kindOf = (kind) => t(kind === 'title' ? 'title_kind' : kind);
const badge = (name) => (name ? el('span', { class: `badge ${name}` }, t(name)) : null);
const percent = (p) => `${Math.floor(p * 100)} %`; // 99.7 is not yet 100
const lastPart = (path = '') => path.split(/[/\\]/).at(-1);
const dateOf = (iso = '') => {
  const text = iso.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? iso
    : date.toLocaleString(ui, { dateStyle: 'medium', timeStyle: 'short' });
};
/** `text` with the characters from..to marked; code points, not UTF-16. */
function marked(text, places, lang) {
  const chars = [...text];
  const node = el('span', { lang });
  let at = 0;
  for (const [from, to] of places) {
    if (from < at || to <= from) continue;
    node.append(chars.slice(at, from).join(''), el('mark', {}, chars.slice(from, to).join('')));
    at = to;
  }
  node.append(chars.slice(at).join(''));
  return node;
}
const langsOf = (concept) => concept.languages.map((l) => l.lang);
function proof(e, langs) {
  return el('div', { class: 'proof' },
    marked(e.a, [[e.a_start, e.a_end]], langs[0]),
    marked(e.b, [[e.b_start, e.b_end]], langs[1]),
    el('span', { class: 'clue' }, `${e.clue}${e.document_a ? ' · ' + lastPart(e.document_a) : ''}`));
}
function termSpan(term, lang, extra = '') {
  const bad = ['forbidden', 'deprecated', 'superseded'].includes(term.status);
  return el('span', { class: `${extra}${bad ? ' struck' : ''}`.trim() || undefined, lang }, term.text,
    bad ? ' ' : '', bad ? badge(term.status) : '');
}
function others(concept, found) {
  return concept.languages.flatMap((l) => l.terms
    .filter((term) => term.text !== found)
    .map((term) => termSpan(term, l.lang, 'target')));
}

// ---- look-up ----

let asking = null;
let lastAsked = '';
function hitItem(hit) {
  const c = hit.concept;
  const head = el('p', { class: 'terms' }, el('strong', { lang: hit.lang }, hit.term), ...others(c, hit.term));
  const item = el('li', { class: 'hit' });
  item.append(hit.first && c.id ? el('a', { class: 'open', href: `#entry/${c.id}` }, head) : head);
  item.append(el('p', { class: 'meta' }, hit.shipped ? '' : badge(c.review), ' ',
    [kindOf(c.kind), c.field, t(`how_${hit.how}`, { t: hit.term }),
      !hit.shipped && c.review === 'proposed' ? `${t('confidence')} ${percent(c.confidence ?? 0)}` : '',
      hit.shipped ? t('shipped') : lastPart(hit.source)].filter(Boolean).join(' · ')));
  if (c.definition) item.append(el('p', {}, c.definition));
  const from = hit.evidence[0];
  if (from) item.append(proof(from, langsOf(c)));
  return item;
}
async function lookUp(typing) {
  const text = $('q').value.trim();
  if (text === lastAsked && typing) return;
  lastAsked = text;
  asking?.abort();
  if (!text) {
    $('hits').replaceChildren();
    say('');
    return;
  }
  asking = new AbortController();
  await trying(async () => {
    const answer = await api('/lookup' + query({ q: text, limit: 20, evidence: 1, typing: typing ? 1 : 0 }),
      { signal: asking.signal });
    $('hits').replaceChildren(...answer.hits.map(hitItem));
    if (!answer.hits.length) $('hits').append(el('li', { class: 'none' }, t('none')));
    say(t('n_hits', { n: answer.hits.length }));
  });
}
let pause;
// While Hangul is composed, `input` comes with each jamo: that is what is
// looked up, half-typed as it is.
$('q').addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(() => lookUp(true), 60);
});
$('q').addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown') {
    $('hits').querySelector('a.open')?.focus();
    event.preventDefault();
  }
});
$('hits').addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...$('hits').querySelectorAll('a.open')];
  const at = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
  (links[at] ?? (at < 0 ? $('q') : links.at(-1)))?.focus();
  event.preventDefault();
});
$('lookup-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('q').value.trim();
  history.replaceState(null, '', location.pathname + query({ q: text, ui }) + '#lookup');
  lookUp(false);
});

// ---- one entry ----

function pastItem(past, undoable) {
  return el('li', {}, el('span', { title: past.what }, lastPart(past.what) || past.kind,
    past.before || past.after ? el('span', { class: 'meta' }, ` ${past.before ?? ''} → ${past.after ?? ''}`) : ''),
  past.undone_by ? el('span', { class: 'badge rejected' }, t('undo')) : '',
  el('span', { class: 'meta' }, past.who ?? ''),
  el('time', { class: 'meta', datetime: past.when }, dateOf(past.when)),
  undoable && !past.undone_by ? el('button', { onclick: () => undo(past.change).then(() => route()) }, t('undo')) : '');
}
async function showEntry(id) {
  const answer = await api(`/concepts/${id}`);
  const c = answer.concept;
  const box = el('article', { class: 'entry' });
  box.append(el('p', {}, badge(c.review), ' ', el('span', { class: 'meta' },
    [kindOf(c.kind), c.field, c.project, c.client, c.confidence ? `${t('confidence')} ${percent(c.confidence)}` : '',
      c.frequency ? t('seen_times', { n: c.frequency }) : ''].filter(Boolean).join(' · '))));
  for (const l of c.languages)
    box.append(el('p', { class: 'terms', lang: l.lang }, el('span', { class: 'badge' }, l.lang),
      ...l.terms.map((term) => el('span', {}, termSpan(term, l.lang), ' ',
        ['preferred', 'admitted'].includes(term.status) ? badge(term.status) : '',
        term.hanja ? ` ${term.hanja}` : ''))));
  if (c.definition) box.append(el('h2', {}, t('definition')), el('p', {}, c.definition));
  for (const note of c.notes ?? []) box.append(el('p', { class: 'meta', lang: note.lang }, note.text));
  if (session.rights.includes('review'))
    box.append(el('p', { class: 'row' },
      el('button', { class: 'good', onclick: () => decideEntry(answer, 'approved') }, t('approve')),
      el('button', { class: 'bad', onclick: () => decideEntry(answer, 'rejected') }, t('reject'))));
  if (answer.evidence.length)
    box.append(el('h2', {}, t('evidence')), ...answer.evidence.map((e) => proof(e, langsOf(c))));
  box.append(el('h2', {}, t('history')), el('ul', { class: 'list' }, ...answer.history.map((p) => pastItem(p, false))));
  $('h-entry').textContent = `${t('entry')} ${id}`;
  $('entry').replaceChildren(el('p', {}, el('a', { href: '#lookup' }, `← ${t('back')}`)), box);
}
async function decideEntry(answer, review) {
  let { id } = answer.concept;
  await trying(async () => {
    ({ id } = await api(`/concepts/${id}/decision`, { method: 'POST', body: { review, version: answer.version } }));
  });
  await trying(() => showEntry(id)); // more names for another concept are there now
}

// ---- matches ----

function diffed(match) {
  const chars = [...match.source];
  const node = el('p', { lang: match.source_lang });
  let at = 0;
  for (const d of match.differences) {
    if (d.unit_start < at) continue;
    node.append(chars.slice(at, d.unit_start).join(''));
    if (d.unit) node.append(el('del', { title: d.kind }, d.unit));
    if (d.segment) node.append(el('ins', { title: d.kind }, d.segment));
    at = d.unit_start + [...d.unit].length;
  }
  node.append(chars.slice(at).join(''));
  return node;
}
$('match-form').addEventListener('submit', (event) => {
  event.preventDefault();
  trying(async () => {
    const answer = await api('/match' + query({ q: $('segment').value, source: $('match-source').value,
      target: $('match-target').value, min: $('match-min').value }));
    $('matches').replaceChildren(...answer.matches.map((m) => el('li', { class: 'hit' },
      el('p', { class: 'meta' }, el('span', { class: 'score' }, `${m.score} %`),
        ...m.deductions.map((d) => ` · ${d.name} −${d.points}`), m.document ? ` · ${lastPart(m.document)}` : ''),
      diffed(m), el('p', { class: 'terms', lang: m.target_lang }, m.target))));
    if (!answer.matches.length) $('matches').append(el('li', { class: 'none' }, t('none')));
    say(t('n_hits', { n: answer.matches.length }));
  });
});

// ---- concordance ----

let linesFrom = 0;
async function concord(more) {
  if (!more) linesFrom = 0;
  const answer = await api('/concord' + query({ q: $('pattern').value, regex: $('regex').checked ? 1 : '',
    limit: 50, above: linesFrom }));
  const rows = answer.hits.map((h) => el('div', { class: 'kwic' }, marked(h.text, h.places, h.lang),
    el('span', { lang: h.other_lang }, h.other ?? ''),
    el('span', { class: 'meta' }, lastPart(h.document || h.memory))));
  if (more) $('lines').append(...rows);
  else $('lines').replaceChildren(...rows);
  if (!more && !rows.length) $('lines').append(el('p', { class: 'none' }, t('none')));
  linesFrom = answer.next ?? 0;
  $('more-lines').hidden = !answer.next;
  say(t('n_hits', { n: $('lines').querySelectorAll('.kwic').length }));
}
$('concord-form').addEventListener('submit', (event) => {
  event.preventDefault();
  trying(() => concord(false));
});
$('more-lines').addEventListener('click', () => trying(() => concord(true)));

// ---- review ----

const desk = { rows: [], at: 0, all: 0, done: [], struck: new Set(), editing: false };
const firstTerm = (concept, i) => concept.languages[i]?.terms[0]?.text ?? '';
const pairOf = (row) => `${firstTerm(row.concept, 0)} – ${firstTerm(row.concept, 1)}`;

const termsOf = (concept) => concept.languages.flatMap((l) => l.terms.map((term) => ({ ...term, lang: l.lang })));
const isSeveral = (concept) => concept.languages.some((l) => l.terms.length > 1);
const moreOf = (concept, i) => {
  const n = (concept.languages[i]?.terms.length ?? 0) - 1;
  return n > 0 ? el('span', { class: 'meta' }, ` +${n}`) : '';
};
function queueItem(row, i) {
  const c = row.concept;
  const langs = langsOf(c);
  return el('li', { role: 'option', id: `row-${c.id}`, class: c.review, 'aria-selected': i === desk.at ? 'true' : 'false',
    onclick: () => select(i) },
  el('span', { class: 'a', lang: langs[0] }, firstTerm(c, 0), moreOf(c, 0)),
  el('span', { class: 'figure' }, c.confidence ? percent(c.confidence) : ''),
  el('span', { class: 'target', lang: langs[1] }, firstTerm(c, 1), moreOf(c, 1)),
  el('span', { class: 'state' }, c.review === 'proposed' ? '' : t(c.review)));
}
function drawQueue() {
  $('queue').replaceChildren(...desk.rows.map(queueItem));
  const left = desk.rows.filter((r) => r.concept.review === 'proposed').length + desk.all - desk.rows.length;
  $('review-count').textContent = left > 0 ? t('n_left', { n: left }) : t('none_left');
  select(desk.at, true);
}
function select(i, quiet) {
  if (!desk.rows.length) {
    $('candidate').replaceChildren();
    $('queue').removeAttribute('aria-activedescendant');
    return;
  }
  const to = Math.max(0, Math.min(i, desk.rows.length - 1));
  if (to !== desk.at) desk.struck.clear();
  desk.at = to;
  [...$('queue').children].forEach((li, n) => li.setAttribute('aria-selected', n === desk.at ? 'true' : 'false'));
  const row = desk.rows[desk.at];
  $('queue').setAttribute('aria-activedescendant', `row-${row.concept.id}`);
  $('queue').children[desk.at]?.scrollIntoView({ block: 'nearest' });
  drawCandidate(row);
  if (!quiet) say(pairOf(row));
}
/** The terms of one language; with several in one, each can be struck. */
function termList(row, i) {
  const c = row.concept;
  const lang = langsOf(c)[i];
  if (!isSeveral(c)) return el('span', { lang }, firstTerm(c, i));
  const before = c.languages.slice(0, i).reduce((n, l) => n + l.terms.length, 0);
  return el('ul', { class: 'names', lang }, ...(c.languages[i]?.terms ?? []).map((term, n) => {
    const at = before + n;
    const struck = desk.struck.has(at);
    return el('li', {}, c.review === 'proposed' && session.rights.includes('review')
      ? el('button', { class: 'plain', 'aria-pressed': String(struck), onclick: () => strike(at) },
        at < 9 ? el('kbd', {}, String(at + 1)) : '', ' ', t('strike')) : '',
    ' ', el('span', { class: struck ? 'struck' : undefined }, term.text),
    term.type ? el('span', { class: 'meta' }, ` ${term.type}`) : '');
  }));
}
function strike(at) {
  const row = desk.rows[desk.at];
  if (!row || row.concept.review !== 'proposed' || !isSeveral(row.concept) || !termsOf(row.concept)[at]) return;
  if (!desk.struck.delete(at)) desk.struck.add(at);
  drawCandidate(row);
  say(t(desk.struck.has(at) ? 'said_struck' : 'said_stands', { t: termsOf(row.concept)[at].text }));
}
function drawCandidate(row) {
  const c = row.concept;
  const langs = langsOf(c);
  const mayReview = session.rights.includes('review');
  desk.editing = false;
  $('candidate').replaceChildren(
    el('div', { class: 'pair' }, termList(row, 0), termList(row, 1)),
    row.joins ? el('p', { class: 'meta' }, t('joins'), ' ', el('a', { href: `#entry/${row.joins.id}` },
      row.joins.languages.map((l) => l.terms.map((term) => term.text).join('; ')).join(' – '))) : '',
    el('p', { class: 'meta' }, badge(c.review), ' ', [kindOf(c.kind), c.field,
      c.confidence ? `${t('confidence')} ${percent(c.confidence)}` : '',
      c.frequency ? t('seen_times', { n: c.frequency }) : ''].filter(Boolean).join(' · ')),
    mayReview ? el('p', { class: 'row' },
      el('button', { class: 'good', onclick: () => decide('approved') }, t('approve')),
      el('button', { class: 'bad', onclick: () => decide('rejected') }, t('reject')),
      el('button', { onclick: () => edit() }, t('edit')),
      el('button', { onclick: () => undoLast() }, t('undo'))) : '',
    ...row.evidence.map((e) => proof(e, langs)));
}
function redrawRow(row) {
  const i = desk.rows.indexOf(row);
  if (i < 0) return;
  $('queue').children[i]?.replaceWith(queueItem(row, i));
  if (i === desk.at) drawCandidate(row);
  const left = desk.rows.filter((r) => r.concept.review === 'proposed').length + desk.all - desk.rows.length;
  $('review-count').textContent = left > 0 ? t('n_left', { n: left }) : t('none_left');
}
/** The other's change in place of ours, and a word of it. */
function conflict(row, body) {
  row.concept = body.concept ?? row.concept;
  row.version = body.version;
  redrawRow(row);
  warn(t('conflict', { who: body.theirs?.who ?? '?', what: body.theirs?.what ?? '' }));
}
/** Shown at once, sent after; taken back on the screen when it is refused. */
async function decide(review) {
  const row = desk.rows[desk.at];
  if (!row || row.busy || row.into) return;
  const before = row.concept.review;
  const id = row.concept.id;
  const all = termsOf(row.concept);
  const gone = review === 'approved' ? [...desk.struck].map((at) => ({ lang: all[at].lang, text: all[at].text })) : [];
  row.concept.review = review;
  row.busy = true;
  warn('');
  redrawRow(row);
  say(t(`said_${review}`, { t: pairOf(row) }));
  select(desk.at + 1, true);
  try {
    const answer = await api(`/concepts/${id}/decision`,
      { method: 'POST', body: { review, version: row.version, ...gone.length ? { strike: gone } : {} } });
    row.version = answer.version;
    if (answer.id !== id) row.into = answer.id; // its terms are another concept's now
    desk.done.push({ row, before, change: answer.change });
    if (gone.length) {
      row.concept = (await api(`/concepts/${answer.id}`)).concept;
      redrawRow(row);
    }
  } catch (error) {
    row.concept.review = before;
    if (error.status === 409) conflict(row, error.body);
    else warn(error.status === 403 ? t('no_right') : t('failed', { m: error.message }));
    redrawRow(row);
  } finally {
    row.busy = false;
  }
}
const undo = (change) => trying(async () => {
  const answer = await api('/undo', { method: 'POST', body: { change } });
  say(t('undone'));
  return answer;
});
async function undoLast() {
  const last = desk.done.at(-1);
  if (!last) {
    say(t('nothing_to_undo'));
    return;
  }
  try {
    const answer = await api('/undo', { method: 'POST', body: { change: last.change } });
    desk.done.pop();
    delete last.row.into;
    last.row.concept.review = last.before;
    last.row.version = answer.change;
    const now = await api(`/concepts/${last.row.concept.id}`);
    last.row.concept = now.concept;
    last.row.version = now.version;
    redrawRow(last.row);
    select(desk.rows.indexOf(last.row), true);
    say(t('undone'));
  } catch (error) {
    warn(t('failed', { m: error.message }));
  }
}
function edit() {
  const row = desk.rows[desk.at];
  if (!row || !session.rights.includes('write')) return;
  if (row.into) return;
  const terms = row.concept.languages.flatMap((l) => l.terms.map((term, n) =>
    ({ lang: l.lang, was: term.text, field: n ? `${l.lang}.${n + 1}` : l.lang })));
  const fields = terms.map(({ lang, was }) => el('input', { lang, value: was, required: true }));
  const form = el('form', { class: 'edit' },
    ...fields.map((f, i) => el('label', {}, terms[i].field, f)),
    el('p', { class: 'row' }, el('button', { class: 'strong' }, t('save')),
      el('button', { type: 'button', onclick: () => { drawCandidate(row); $('queue').focus(); } }, t('cancel'))));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const set = fields.map((f, i) => [terms[i].field, f.value.trim(), terms[i].was])
      .filter(([, now, was]) => now && now !== was).map(([field, now]) => `${field}=${now}`);
    try {
      if (set.length) {
        const answer = await api(`/concepts/${row.concept.id}`, { method: 'PATCH', body: { set, version: row.version } });
        desk.done.push({ row, before: row.concept.review, change: answer.change });
        const now = await api(`/concepts/${row.concept.id}`);
        row.concept = now.concept;
        row.version = now.version;
        say(t('saved'));
      }
    } catch (error) {
      if (error.status === 409) conflict(row, error.body);
      else warn(t('failed', { m: error.message }));
    }
    redrawRow(row);
    $('queue').focus();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) { drawCandidate(row); $('queue').focus(); }
    event.stopPropagation();
  });
  desk.editing = true;
  $('candidate').append(form);
  fields[0]?.focus();
}
const reviewKeys = {
  j: () => select(desk.at + 1), k: () => select(desk.at - 1), ArrowDown: () => select(desk.at + 1),
  ArrowUp: () => select(desk.at - 1), Home: () => select(0), End: () => select(desk.rows.length - 1),
  a: () => decide('approved'), r: () => decide('rejected'), e: edit, u: undoLast,
  ...Object.fromEntries([...'123456789'].map((key) => [key, () => strike(key - 1)])),
  '?': () => $('review-help').click(),
};
// A Korean keyboard sends jamo where the Latin letter is meant.
const onKorean = { ㅓ: 'j', ㅏ: 'k', ㅁ: 'a', ㄱ: 'r', ㄷ: 'e', ㅕ: 'u' };
document.addEventListener('keydown', (event) => {
  if ($('view-review').hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select')) return;
  const byCode = /^Key[JKAREU]$/.test(event.code) ? event.code[3].toLowerCase() : '';
  const key = reviewKeys[event.key] ? event.key : onKorean[event.key] ?? (event.key === 'Process' ? byCode : event.key);
  if (key.startsWith('Arrow') && event.target.closest('button')) return;
  if (!reviewKeys[key]) return;
  event.preventDefault();
  reviewKeys[key]();
});
$('review-help').addEventListener('click', () => {
  const open = $('review-keys').hidden;
  $('review-keys').hidden = !open;
  $('review-help').setAttribute('aria-expanded', String(open));
});
async function showReview() {
  const answer = await api('/candidates' + query({ limit: 200, evidence: 5 }));
  Object.assign(desk, { rows: answer.candidates, all: answer.all, at: 0, done: [] });
  drawQueue();
  $('queue').focus({ preventScroll: true });
}

// ---- two texts side by side ----

/** Marks where terms stand in `text`; the longest first, none inside another. */
function linkTerms(text, terms, side, lang, light) {
  const lower = text.toLowerCase();
  const places = [];
  terms.forEach((term, n) => {
    const form = term[side].toLowerCase();
    for (let at = form ? lower.indexOf(form) : -1; at >= 0; at = lower.indexOf(form, at + form.length))
      places.push({ at, end: at + form.length, n });
  });
  places.sort((x, y) => x.at - y.at || y.end - x.end);
  const node = el('span', { lang });
  let from = 0;
  for (const p of places) {
    if (p.at < from) continue;
    const concept = terms[p.n].group ?? p.n;
    const mark = el('span', { class: 'linked', 'data-term': concept, tabindex: 0 }, text.slice(p.at, p.end));
    mark.append(el('span', { class: 'quiet' }, ` (${terms[p.n][side === 'a' ? 'b' : 'a']})`));
    for (const [on, lit] of [['mouseenter', true], ['mouseleave', false], ['focus', true], ['blur', false]])
      mark.addEventListener(on, () => light(concept, lit));
    node.append(text.slice(from, p.at), mark);
    from = p.end;
  }
  node.append(text.slice(from));
  return node;
}
function sideBySide(pair) {
  const box = el('div');
  const light = (n, lit) => box.querySelectorAll(`[data-term="${n}"]`).forEach((node) => node.classList.toggle('lit', lit));
  const terms = pair.terms.filter((term) => term.a && term.b);
  const rows = pair.rows.map((row, i) => {
    const near = terms;
    return el('tr', { class: row.loose || row.score < 0.5 ? 'loose' : undefined },
      el('th', { class: 'n', scope: 'row' }, `${i + 1}`, el('br'),
        row.a && row.b ? (row.score ? percent(row.score) : '') : t('alone'),
        ...['crossed', 'loose', 'joined'].filter((flag) => row[flag]).map((flag) => el('div', {}, t(flag)))),
      el('td', {}, linkTerms(row.a, near, 'a', pair.langA, light)),
      el('td', {}, linkTerms(row.b, near, 'b', pair.langB, light)));
  });
  const concepts = new Map(); // all names of one together
  terms.forEach((term, n) => {
    const key = term.group ?? n;
    concepts.set(key, [...concepts.get(key) ?? [], term]);
  });
  const names = (list, side) => [...new Set(list.map((term) => term[side]))].join('; ');
  box.append(el('p', { class: 'meta' }, t('aligned_n', { b: rows.length, t: concepts.size })));
  if (terms.length)
    box.append(el('details', {}, el('summary', {}, `${t('found_terms')} (${concepts.size})`), el('ul', { class: 'chips' }, ...[...concepts].map(([key, list]) => el('li', { 'data-term': key },
      el('span', { lang: pair.langA }, names(list, 'a')), ' – ', el('span', { lang: pair.langB }, names(list, 'b')),
      list[0].confidence ? el('span', { class: 'meta' }, ` ${percent(list[0].confidence)}`) : '')))));
  box.append(el('table', { class: 'beads' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col', class: 'n' }, '#'),
    el('th', { scope: 'col' }, pair.nameA), el('th', { scope: 'col' }, pair.nameB))), el('tbody', {}, ...rows)));
  return box;
}

// ---- documents ----

async function showDocuments(change) {
  const answer = await api('/documents');
  $('document-list').replaceChildren(...answer.documents.map((d) => el('li', {},
    el('a', { href: `#documents/${d.change}`, title: d.what,
      'aria-current': String(d.change) === change ? 'true' : undefined }, lastPart(d.what) || `${d.change}`),
    el('span', { class: 'meta' }, d.who ?? ''), el('time', { class: 'meta', datetime: d.when }, dateOf(d.when)))));
  if (!answer.documents.length) $('document-list').append(el('li', { class: 'none' }, el('a', { href: '#align' }, t('no_documents'))));
  $('document').replaceChildren();
  if (!change) return;
  const one = await api(`/documents/${change}`);
  const first = one.units[0];
  if (!first) return;
  const [langA, langB] = first.variants.map((v) => v.lang);
  $('document').append(sideBySide({
    langA, langB, nameA: `${lastPart(first.document)} (${langA})`, nameB: langB,
    rows: one.units.map((u) => ({ a: u.variants[0]?.text ?? '', b: u.variants[1]?.text ?? '', score: u.score ?? 1 })),
    terms: one.concepts.flatMap((c) => (c.languages[0]?.terms ?? []).flatMap((a) => (c.languages[1]?.terms ?? [])
      .map((b) => ({ a: a.text, b: b.text, confidence: c.confidence, group: c.id })))),
  }));
}

// ---- align ----

const send = (file) => api('/uploads' + query({ name: file.name }), { method: 'POST', raw: file });
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
async function follow(number, bar, state) {
  for (let ms = 100; ; ms = Math.min(ms * 1.3, 1000)) {
    const job = await api(`/jobs/${number}`);
    state.textContent = `${t(job.state)} ${job.units || job.concepts ? t('imported_n', { u: job.units, c: job.concepts }) : ''}`;
    if (job.done !== undefined) bar.value = job.done;
    if (job.state === 'done' || job.state === 'cancelled') return job;
    if (job.state === 'failed') throw new Error(job.message);
    await wait(ms);
  }
}
let aligning = 0;
$('align-form').addEventListener('submit', (event) => {
  event.preventDefault();
  $('align-progress').hidden = false;
  $('align-state').textContent = t('sending');
  $('aligned').replaceChildren();
  trying(async () => {
    const a = await send($('file-a').files[0]);
    const b = await send($('file-b').files[0]);
    const order = await api('/align', { method: 'POST', body: { a: a.upload, b: b.upload, lang_a: $('lang-a').value.trim(),
      lang_b: $('lang-b').value.trim(), field: $('align-field').value.trim(), store: !$('align-look').checked } });
    aligning = order.job;
    const job = await follow(order.job, $('align-bar'), $('align-state'));
    if (job.state !== 'done') return;
    const r = job.result;
    const join = (side) => side.map((s) => s.text).join(' ');
    $('aligned').append(sideBySide({ langA: r.lang_a, langB: r.lang_b, nameA: r.name_a, nameB: r.name_b,
      rows: r.beads.map((bead) => ({ a: join(bead.a), b: join(bead.b), score: bead.score,
        crossed: bead.crossed, loose: bead.loose, joined: bead.joined })),
      terms: r.terms }));
    say(t('aligned_n', { b: r.beads.length, t: r.terms.length }));
  }).finally(() => { $('align-progress').hidden = true; });
});
$('align-stop').addEventListener('click', () => trying(() => api(`/jobs/${aligning}`, { method: 'DELETE' })));
for (const box of document.querySelectorAll('.file')) {
  const over = (on) => (event) => { event.preventDefault(); box.classList.toggle('over', on); };
  box.addEventListener('dragover', over(true));
  box.addEventListener('dragleave', over(false));
  box.addEventListener('drop', (event) => {
    over(false)(event);
    box.querySelector('input[type=file]').files = event.dataTransfer.files;
  });
}

// ---- memory ----

const svgNs = 'http://www.w3.org/2000/svg';
function svg(tag, props, ...children) {
  const node = document.createElementNS(svgNs, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
/** Bars with a label below and the figure above each. */
function bars(title, items) {
  const width = 360;
  const height = 150;
  const most = Math.max(1, ...items.map((i) => i.value));
  const step = width / Math.max(items.length, 1);
  const plot = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': `${title}: ${items.map((i) => `${i.name} ${i.value}`).join(', ')}` });
  plot.append(svg('line', { class: 'axis', x1: 0, x2: width, y1: height - 20, y2: height - 20 }));
  items.forEach((item, n) => {
    const tall = (item.value / most) * (height - 45);
    const x = n * step + step / 2;
    plot.append(svg('rect', { class: `bar ${item.class ?? ''}`, x: x - Math.min(step * 0.36, 28), width: Math.min(step * 0.72, 56),
      y: height - 20 - tall, height: tall, rx: 3 }));
    plot.append(svg('text', { x, y: height - 5, 'text-anchor': 'middle' }, item.name));
    if (item.value) plot.append(svg('text', { x, y: height - 25 - tall, 'text-anchor': 'middle' }, String(item.value)));
  });
  return el('figure', {}, el('figcaption', {}, title), plot);
}
function sizeOf(bytes) {
  const step = bytes < 1e6 ? ['kilobyte', 1e3] : bytes < 1e9 ? ['megabyte', 1e6] : ['gigabyte', 1e9];
  return new Intl.NumberFormat(ui, { style: 'unit', unit: step[0], maximumFractionDigits: 1 }).format(bytes / step[1]);
}
async function showMemory() {
  const [stats, past, candidates] = await Promise.all(
    [api('/stats'), api('/history?limit=200'), api('/candidates' + query({ limit: 500, evidence: 0 }))]);
  const m = stats.memories[0];
  $('figures').replaceChildren(...['units', 'concepts', 'terms', 'documents', 'changes', 'bytes'].map((name) =>
    el('div', { class: 'figure-card' }, el('b', {}, name === 'bytes' ? sizeOf(m[name]) : m[name].toLocaleString(ui)),
      t(name === 'documents' ? 'documents_n' : name))));
  const steps = [50, 60, 70, 80, 90].map((low) => ({ name: `${low}–${low + 10}`,
    value: candidates.candidates.filter(({ concept: c }) => {
      const p = (c.confidence ?? 0) * 100;
      return p >= low && (p < low + 10 || (low === 90 && p <= 100));
    }).length }));
  const days = new Map();
  for (const c of past.changes) days.set(c.when.slice(0, 10), (days.get(c.when.slice(0, 10)) ?? 0) + 1);
  $('plots').replaceChildren(
    bars(t('plot_review'), ['approved', 'proposed', 'rejected'].map((n) => ({ name: t(n), value: m[n], class: n }))),
    bars(t('plot_confidence'), steps),
    bars(t('plot_days'), [...days].slice(0, 7).reverse().map(([name, value]) => ({ name: name.slice(5), value }))));
  $('exports').replaceChildren(...[['tbx', 'TBX'], ['tmx', 'TMX'], ['xlsx', 'Excel'], ['tsv', 'TSV'], ['jsonl', 'JSON Lines']].map(
    ([format, name]) => el('a', { href: `${base}/api/v1/export?format=${format}`, download: true }, name)));
  $('history').replaceChildren(...past.changes.slice(0, 50).map((p) => pastItem(p, session.rights.includes('review'))));
}
$('import-form').addEventListener('submit', (event) => {
  event.preventDefault();
  $('import-progress').hidden = false;
  $('import-state').textContent = t('sending');
  trying(async () => {
    const file = await send($('file-in').files[0]);
    const [lang_a, lang_b] = $('import-langs').value.split(',').map((s) => s.trim());
    const order = await api('/import', { method: 'POST', body: { upload: file.upload, lang_a, lang_b } });
    const job = await follow(order.job, $('import-bar'), $('import-state'));
    await showMemory();
    say(job.result?.before ? t('imported_before', { n: job.result.change }) : t('imported_n', { u: job.units, c: job.concepts }));
  }).finally(() => { $('import-progress').hidden = true; });
});

// ---- sign in, and where we are ----

$('login').addEventListener('submit', (event) => {
  event.preventDefault();
  trying(async () => {
    session = await api('/session', { method: 'POST', body: { token: $('token').value.trim() } });
    $('token').value = '';
    whoAmI();
    location.hash = 'lookup';
    route();
  });
});
function whoAmI() {
  $('user').replaceChildren(session.user);
  if (session.token_needed && session.user && !base)
    $('user').append(' ', el('button', { class: 'plain', onclick: () => trying(async () => {
      await api('/session', { method: 'DELETE' });
      location.reload();
    }) }, t('sign_out')));
}
const shown = { entry: showEntry, review: showReview, documents: showDocuments, memory: showMemory };
function show(name) {
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== `view-${name}`;
  for (const link of $('nav').children) {
    if (link.getAttribute('href') === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}
async function route() {
  const [name, rest] = (location.hash.slice(1) || 'lookup').split('/');
  const known = $(`view-${name}`) ? name : name === 'main' ? null : 'lookup';
  if (!known) return; // the skip link
  if (!session.rights.length) {
    show('login');
    return;
  }
  show(known);
  warn('');
  say('');
  $('other').href = `?ui=${ui === 'ko' ? 'en' : 'ko'}${location.hash}`;
  await trying(() => shown[known]?.(rest));
  if (known === 'lookup') $('q').focus({ preventScroll: true });
}
addEventListener('hashchange', route);
await trying(async () => { session = await api('/session'); });
whoAmI();
await route();
if ($('q').value) lookUp(false);
