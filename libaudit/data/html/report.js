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
  var scale = document.getElementById('scale'), north = document.getElementById('north');
  var tools = box.parentNode.previousElementSibling;
  function numbers(text) { return text.split(' ').map(Number); }
  var first = numbers(svg.getAttribute('viewBox'));
  var whole = numbers(svg.getAttribute('data-whole') || svg.getAttribute('viewBox'));
  var view = first.slice(), here = null;
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
    names.forEach(function (text) { text.classList.remove('off'); });
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
      else text.classList.add('off');
    });
  }
  function showScale() {
    var most = view[2] / 10 / 5, unit = view[2] / Math.max(svg.clientWidth, 1), edge = 14 * unit;
    var length = Math.pow(10, Math.floor(Math.log10(most)));
    length *= 5 * length <= most ? 5 : 2 * length <= most ? 2 : 1;
    bar.setAttribute('d', 'M0 0h' + length * 10);
    var far = length >= 1000;
    barText.textContent = (far ? length / 1000 : length >= 1 ? length : length.toFixed(1)) + ' ' +
      barText.getAttribute(far ? 'data-km' : 'data-m');
    scale.setAttribute('transform', 'translate(' + (view[0] + edge) + ' ' +
      (view[1] + view[3] - edge) + ')');
    north.setAttribute('transform', 'translate(' + (view[0] + view[2] - 1.6 * edge) + ' ' +
      (view[1] + 1.6 * edge) + ')');
    if (here) here.setAttribute('r', 14 * unit);
  }
  function draw() {
    waiting = false;
    svg.setAttribute('viewBox', view.map(function (v) { return v.toFixed(1); }).join(' '));
    svg.style.setProperty('--u', view[2] / Math.max(svg.clientWidth, 1));
    var dot = dots * Math.min(1, svg.clientWidth / 800) * first[2] / view[2];
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
    view[3] = first[3] * width / first[2];
    if (width === whole[2]) { left = whole[0]; top = whole[1]; }
    move(left, top);
  }
  function showAll(frame) { view = frame.slice(); soon(); }
  function centre(by) { zoom(by, view[0] + view[2] / 2, view[1] + view[3] / 2); }
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
    else if (event.key === '0') showAll(whole);
    else return;
    event.preventDefault();
  });
  tools.addEventListener('click', function (event) {
    var kind = event.target.getAttribute('data-zoom');
    if (kind === 'in') centre(1.6);
    if (kind === 'out') centre(1 / 1.6);
    if (kind === 'all') showAll(whole);
    if (kind === 'first') showAll(first);
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
  var list = document.getElementById('streets');
  function link(href, label) {
    var a = document.createElement('a');
    a.href = href;
    a.textContent = label;
    says.append(' · ', a);
  }
  // What a row of the list says, and ways to it, its sheet and the rule of a finding.
  function lead(row, rule) {
    var item = document.getElementById('g' + row), sheet = document.getElementById('t' + row);
    if (item) {
      says.append(' · ' + item.children[5].textContent);
      link('#g' + row, says.getAttribute('data-list'));
    }
    if (sheet) link('#t' + row, says.getAttribute('data-sheet'));
    if (rule && document.getElementById('r-' + rule)) link('#r-' + rule, says.getAttribute('data-rule'));
  }
  function tell(event) {
    var path = event.target.closest ? event.target.closest('path') : null;
    if (!path || !svg.contains(path) || path.parentNode === svg) return;
    if (event.type === 'pointerover' && says.getAttribute('data-kept')) return;
    var letters = path.parentNode.getAttribute('data-g');
    var title = titleOf(path);
    if (letters) {
      if (path.rasifName === undefined) path.rasifName = title.textContent;
      var letter = letters.charAt(Number(who.value));
      title.textContent = (path.rasifName ? path.rasifName + ' · ' : '') +
        (words[letter] || words.u);
    }
    says.textContent = title.textContent || titleOf(path.parentNode).textContent;
    if (event.type === 'pointerover') return;
    says.setAttribute('data-kept', 'yes');
    if (letters && path.id) lead(path.id.slice(1));
    else if (path.hasAttribute('data-r')) lead(path.getAttribute('data-g'), path.getAttribute('data-r'));
  }
  svg.addEventListener('pointerover', tell);
  var from = null;
  svg.addEventListener('pointerdown', function (event) { from = [event.clientX, event.clientY]; });
  svg.addEventListener('click', function (event) {
    if (from && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 4) return;
    says.removeAttribute('data-kept');
    tell(event);
  });

  // ---- from a table to the map ---------------------------------------------------------------
  function show(x, y, size) {
    view[2] = Math.min(Math.max(size, 600), whole[2]);
    view[3] = first[3] * view[2] / first[2];
    if (!here) {
      here = document.createElementNS(svg.namespaceURI, 'circle');
      here.id = 'here';
      svg.insertBefore(here, document.getElementById('names'));
    }
    here.setAttribute('cx', x);
    here.setAttribute('cy', y);
    move(x - view[2] / 2, y - view[3] / 2);
    box.scrollIntoView({ block: 'center' });
    box.focus({ preventScroll: true });
  }
  function find(id) {
    var path = document.getElementById(id);
    if (!path || !svg.contains(path)) return;
    var b = path.getBBox();
    document.querySelectorAll('#net .found').forEach(function (p) { p.classList.remove('found'); });
    path.classList.add('found');
    show(b.x + b.width / 2, b.y + b.height / 2,
         Math.max(b.width, b.height * first[2] / first[3], 300) * 4);
    tell({ target: path, type: 'click' });
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('a.to-map') : null;
    if (!link) return;
    var at = link.getAttribute('data-at');
    if (at) {
      event.preventDefault();
      at = numbers(at);
      says.textContent = link.closest('tr') ? link.closest('tr').children[2].textContent : '';
      says.setAttribute('data-kept', 'yes');
      show(at[0], at[1], 1500);
    } else {
      setTimeout(find, 0, link.getAttribute('href').slice(1));
    }
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

  // ---- the list of segments ------------------------------------------------------------------
  function sortable() {
    var table = list.querySelector('table'), heads = table.querySelectorAll('thead th');
    var filter = document.getElementById('filter'), stops = document.getElementById('stops');
    var told = document.getElementById('list-says');
    var groups = Array.prototype.slice.call(table.tBodies);
    var order = 'xEDuCBAn';
    function rowsOf(group) {
      return Array.prototype.filter.call(group.rows, function (r) { return r.id; });
    }
    function worst(letters) {
      return Math.min.apply(null, letters.split('').map(function (c) { return order.indexOf(c); }));
    }
    function key(row, column) {
      if (column === 0) return row.children[0].textContent;
      if (column === 2) return worst(row.getAttribute('data-g'));
      if (column === 4) return -row.getAttribute('data-g').split('x').length;
      if (column === 5) return row.children[5].textContent;
      var n = parseFloat(row.children[column].textContent);
      return isNaN(n) ? Infinity : column === 3 ? n : -n;
    }
    function compare(a, b) {
      return typeof a === 'string' ? a.localeCompare(b) : a < b ? -1 : a > b ? 1 : 0;
    }
    function sort(column, sign) {
      groups.forEach(function (group) {
        var rows = rowsOf(group).sort(function (a, b) {
          return sign * compare(key(a, column), key(b, column)) ||
            a.getAttribute('data-o') - b.getAttribute('data-o');
        });
        rows.forEach(function (row) { group.appendChild(row); });
        group.rasifKey = key(rows[0], column);
        group.rasifOrder = Number(rows[0].getAttribute('data-o'));
      });
      groups.sort(function (a, b) {
        return sign * compare(a.rasifKey, b.rasifKey) || a.rasifOrder - b.rasifOrder;
      });
      groups.forEach(function (group) { table.appendChild(group); });
    }
    heads.forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.append.apply(button, head.childNodes);
      head.append(button);
      button.addEventListener('click', function () {
        var up = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', up ? 'descending' : 'ascending');
        sort(column, up ? -1 : 1);
      });
    });
    function choose() {
      var text = filter.value.trim().toLocaleLowerCase(), user = stops.value, n = 0, all = 0;
      groups.forEach(function (group) {
        var any = false;
        rowsOf(group).forEach(function (row) {
          var good = (!text || row.textContent.toLocaleLowerCase().indexOf(text) >= 0) &&
            (user === '' || row.getAttribute('data-g').charAt(Number(user)) === 'x');
          row.hidden = !good;
          any = any || good;
          n += good;
          all++;
        });
        group.hidden = !any;
      });
      told.textContent = told.getAttribute('data-text').replace('{shown}', n).replace('{n}', all);
    }
    filter.addEventListener('input', choose);
    stops.addEventListener('change', choose);
  }
  if (list) sortable();

  // ---- what is folded ------------------------------------------------------------------------
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    var folded = target.closest('details') || target.querySelector(':scope > details');
    for (; folded; folded = folded.parentNode.closest('details')) folded.open = true;
    target.scrollIntoView();
  }
  window.addEventListener('hashchange', unfold);
  document.addEventListener('click', function (event) {
    var to = event.target.closest ? event.target.closest('a[href^="#"]:not(.to-map)') : null;
    if (to && to.getAttribute('href') === location.hash) unfold();
  });
  document.querySelectorAll('[data-fold]').forEach(function (button) {
    button.addEventListener('click', function () {
      var all = Array.prototype.slice.call(document.querySelectorAll(button.getAttribute('data-fold')));
      var open = !all.every(function (d) { return d.open; });
      all.forEach(function (d) { d.open = open; });
    });
  });
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.addEventListener('click', function () {
      var sheet = button.closest('.sheet');
      sheet.classList.add('chosen');
      document.body.classList.add('one-sheet');
      window.print();
      document.body.classList.remove('one-sheet');
      sheet.classList.remove('chosen');
    });
  });

  // ---- begin ---------------------------------------------------------------------------------
  document.querySelectorAll('.tools').forEach(function (t) { t.hidden = false; });
  says.hidden = false;
  box.tabIndex = 0;
  window.addEventListener('resize', soon);
  // On paper the first view.
  window.addEventListener('beforeprint', function () {
    showAll(first);
    draw();
  });
  draw();
  if (location.hash.charAt(1) === 's') find(location.hash.slice(1));
  unfold();
}());
