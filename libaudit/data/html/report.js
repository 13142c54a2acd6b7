// SPDX-License-Identifier: MIT
// What a report can do besides being read: the map pans, zooms and shows one kind of user.
(function () {
  'use strict';
  var svg = document.getElementById('map-svg');
  if (!svg) return;
  var box = document.getElementById('map-box');
  var says = document.getElementById('map-says');
  var who = document.getElementById('who');
  var bar = document.getElementById('scale-bar');
  var barText = document.getElementById('scale-text');
  var tools = document.querySelector('.tools');
  var whole = svg.getAttribute('viewBox').split(' ').map(Number);
  var view = whole.slice();
  var groups = Array.prototype.slice.call(document.querySelectorAll('#net [data-g]'));
  var names = Array.prototype.slice.call(document.querySelectorAll('#names text'));
  var dots = Number(svg.style.getPropertyValue('--m')) || 1;
  var words = {};
  document.querySelectorAll('#classes li').forEach(function (item) {
    words[item.getAttribute('data-c')] = item.querySelector('span').textContent;
  });

  // ---- view ----------------------------------------------------------------------------------
  var waiting = false;
  function fitNames() {
    var taken = [];
    names.forEach(function (text) { text.setAttribute('class', ''); });
    var frame = svg.getBoundingClientRect();
    var boxes = names.map(function (text) { return text.getBoundingClientRect(); });
    names.forEach(function (text, i) {
      var b = boxes[i];
      var inside = b.right > frame.left && b.left < frame.right &&
        b.bottom > frame.top && b.top < frame.bottom;
      var free = inside && !taken.some(function (t) {
        return b.left < t.right && b.right > t.left && b.top < t.bottom && b.bottom > t.top;
      });
      if (free) taken.push(b);
      else text.setAttribute('class', 'off');
    });
  }
  function showScale() {
    var most = view[2] / 10 / 5;
    var length = Math.pow(10, Math.floor(Math.log10(most)));
    length *= 5 * length <= most ? 5 : 2 * length <= most ? 2 : 1;
    bar.setAttribute('width', length * 10 * whole[2] / view[2]);
    barText.textContent = (length >= 1 ? length : length.toFixed(1)) + ' ' +
      barText.getAttribute('data-unit');
  }
  function draw() {
    waiting = false;
    svg.setAttribute('viewBox', view.map(function (v) { return v.toFixed(1); }).join(' '));
    svg.style.setProperty('--u', view[2] / Math.max(svg.clientWidth, 1));
    var dot = dots * Math.min(1, svg.clientWidth / 800) * whole[2] / view[2];
    svg.style.setProperty('--m', Math.min(1, dot));
    svg.style.touchAction = view[2] < whole[2] ? 'none' : 'pan-y';
    showScale();
    fitNames();
  }
  function soon() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  }
  function move(x, y) {
    view[0] = Math.min(Math.max(x, whole[0] - view[2] / 2), whole[0] + whole[2] - view[2] / 2);
    view[1] = Math.min(Math.max(y, whole[1] - view[3] / 2), whole[1] + whole[3] - view[3] / 2);
    soon();
  }
  // (x, y) in map units stays where it is.
  function zoom(by, x, y) {
    var width = Math.min(Math.max(view[2] / by, 500), whole[2]);
    var factor = width / view[2];
    var left = x - (x - view[0]) * factor, top = y - (y - view[1]) * factor;
    view[2] = width;
    view[3] = whole[3] * width / whole[2];
    if (width === whole[2]) { left = whole[0]; top = whole[1]; }
    move(left, top);
  }
  function centre(by) { zoom(by, view[0] + view[2] / 2, view[1] + view[3] / 2); }
  function reset() { view = whole.slice(); soon(); }
  function place(event) {
    var r = svg.getBoundingClientRect();
    return [view[0] + (event.clientX - r.left) / r.width * view[2],
            view[1] + (event.clientY - r.top) / r.height * view[3]];
  }

  // ---- hands ---------------------------------------------------------------------------------
  var fingers = {}, n = 0, last = null, spread = 0;
  function middle() {
    var all = Object.keys(fingers).map(function (k) { return fingers[k]; });
    var x = 0, y = 0;
    all.forEach(function (f) { x += f.clientX / all.length; y += f.clientY / all.length; });
    var apart = all.length < 2 ? 0
      : Math.hypot(all[0].clientX - all[1].clientX, all[0].clientY - all[1].clientY);
    return { clientX: x, clientY: y, spread: apart };
  }
  svg.addEventListener('pointerdown', function (event) {
    fingers[event.pointerId] = event;
    n = Object.keys(fingers).length;
    last = middle();
    spread = last.spread;
  });
  svg.addEventListener('pointermove', function (event) {
    if (!fingers[event.pointerId] || !last) return;
    fingers[event.pointerId] = event;
    var now = middle(), scale = view[2] / Math.max(svg.clientWidth, 1);
    if (event.buttons === 0 && event.pointerType === "mouse") {
      release(event);
      return;
    }
    box.classList.add('moving');
    if (n > 1 && spread > 0 && now.spread > 0) {
      var at = place(now);
      zoom(now.spread / spread, at[0], at[1]);
      spread = now.spread;
    }
    move(view[0] - (now.clientX - last.clientX) * scale,
         view[1] - (now.clientY - last.clientY) * scale);
    last = now;
  });
  function release(event) {
    delete fingers[event.pointerId];
    n = Object.keys(fingers).length;
    last = n ? middle() : null;
    spread = last ? last.spread : 0;
    box.classList.remove('moving');
  }
  ['pointerup', 'pointercancel', 'pointerleave'].forEach(function (name) {
    svg.addEventListener(name, release);
  });
  // The wheel scrolls the page; with Ctrl, or once the map has the focus, it zooms.
  svg.addEventListener('wheel', function (event) {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== box) return;
    event.preventDefault();
    var at = place(event);
    zoom(Math.pow(1.0015, -event.deltaY), at[0], at[1]);
  }, { passive: false });
  box.addEventListener('keydown', function (event) {
    var step = view[2] / 8;
    var moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
                  ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) move(view[0] + moves[event.key][0], view[1] + moves[event.key][1]);
    else if (event.key === '+' || event.key === '=') centre(1.5);
    else if (event.key === '-') centre(1 / 1.5);
    else if (event.key === '0') reset();
    else return;
    event.preventDefault();
  });
  tools.addEventListener('click', function (event) {
    var kind = event.target.getAttribute('data-zoom');
    if (kind === 'in') centre(1.6);
    if (kind === 'out') centre(1 / 1.6);
    if (kind === 'all') reset();
  });

  // ---- one kind of user ----------------------------------------------------------------------
  function showUser() {
    var i = Number(who.value);
    groups.forEach(function (group) {
      group.setAttribute('class', group.getAttribute('data-g').charAt(i));
    });
  }
  who.addEventListener('change', showUser);

  // ---- what is under the pointer -------------------------------------------------------------
  function titleOf(element) {
    var first = element.firstElementChild;
    if (!first || first.localName !== 'title') {
      first = document.createElementNS(svg.namespaceURI, 'title');
      element.insertBefore(first, element.firstChild);
    }
    return first;
  }
  function tell(event) {
    var path = event.target.closest ? event.target.closest('path') : null;
    if (!path || !svg.contains(path) || path.parentNode === svg) return;
    var letters = path.parentNode.getAttribute('data-g');
    var title = titleOf(path);
    if (!letters) {
      says.textContent = title.textContent || titleOf(path.parentNode).textContent;
      return;
    }
    if (path.rasifName === undefined) path.rasifName = title.textContent;
    var letter = letters.charAt(Number(who.value));
    title.textContent = (path.rasifName ? path.rasifName + ' · ' : '') +
      (words[letter] || words.u);
    says.textContent = title.textContent;
  }
  svg.addEventListener('pointerover', tell);
  svg.addEventListener('click', tell);

  // ---- from a table to the map ---------------------------------------------------------------
  function find(id) {
    var path = document.getElementById(id);
    if (!path || !svg.contains(path)) return;
    var b = path.getBBox(), size = Math.max(b.width, b.height * whole[2] / whole[3], 300) * 4;
    view[2] = Math.min(size, whole[2]);
    view[3] = whole[3] * view[2] / whole[2];
    move(b.x + b.width / 2 - view[2] / 2, b.y + b.height / 2 - view[3] / 2);
    box.scrollIntoView({ block: 'center' });
    box.focus({ preventScroll: true });
    tell({ target: path });
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('a.to-map') : null;
    if (link) setTimeout(find, 0, link.getAttribute('href').slice(1));
  });

  // ---- findings ------------------------------------------------------------------------------
  document.querySelectorAll('#severities input').forEach(function (input) {
    var group = document.querySelector('#marks g[data-s="' + input.value + '"]');
    input.hidden = !group;
    if (!group) return;
    input.checked = group.style.display !== 'none';
    input.addEventListener('change', function () {
      group.style.display = input.checked ? '' : 'none';
    });
  });

  // ---- begin ---------------------------------------------------------------------------------
  tools.hidden = false;
  says.hidden = false;
  box.tabIndex = 0;
  window.addEventListener('resize', soon);
  // On paper the whole map, and nothing folded away.
  window.addEventListener('beforeprint', function () {
    reset();
    draw();
    document.querySelectorAll('#manifest details').forEach(function (d) { d.open = false; });
  });
  draw();
  if (location.hash.charAt(1) === 's') find(location.hash.slice(1));
}());
