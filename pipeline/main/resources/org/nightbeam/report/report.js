"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const FONT = "12px system-ui, sans-serif";
  const shown = (v) => (v == null ? "–" : Math.abs(v) >= 1e6 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(1) : String(+v.toPrecision(4)));
  const two = (n) => String(n).padStart(2, "0");
  const clock = (s) => { const d = new Date(s * 1000); return two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()); };
  const day = (s) => new Date(s * 1000).toISOString().slice(0, 10);

  // --- Plots: drawn when they come into view or nothing else is to be done, and again when colours or widths change.

  const plots = new Map();
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
    }
  }, { rootMargin: "300px" });
  const idle = window.requestIdleCallback || ((then) => setTimeout(then, 50));
  function drawRest() {
    const next = [...plots].find(([, p]) => !p.drawn);
    if (next) { seen.unobserve(next[0]); draw(next[0]); idle(drawRest); }
  }
  // On paper: light colours, and the widths of a page; drawn before it is laid out.
  let printing = false;
  const PAPER = { wide: 680, small: 325, tiny: 200 };
  function print(on) {
    printing = on;
    document.documentElement.classList.toggle("paper", on);
    for (const box of plots.keys()) draw(box);
    legend();
  }
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));

  const sized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const p = plots.get(target);
      if (!printing && p.drawn && target.clientWidth !== p.width) draw(target);
    }
  });

  function plot(id, height, make, unknown) {
    const box = $(id);
    if (!box) return;
    if (unknown) { box.textContent = "not known"; box.classList.add("dead"); return; }
    plots.set(box, { height, make, drawn: null, width: 0 });
    box.style.height = height + "px";
    seen.observe(box);
    sized.observe(box);
  }

  function draw(box) {
    const p = plots.get(box);
    if (p.drawn) p.drawn.destroy();
    const kind = ["wide", "small", "tiny"].find((name) => box.classList.contains(name));
    p.width = printing ? PAPER[kind] : box.clientWidth;
    const [options, values] = p.make();
    p.drawn = new uPlot({ width: p.width, height: p.height, legend: { show: false }, padding: [8, 22, 0, 0], ...options }, values, box);
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [box, p] of plots) if (p.drawn) draw(box);
    legend();
  });

  const axis = (more) => ({
    stroke: css("--dim"), font: FONT, grid: { stroke: css("--line"), width: 1 }, ticks: { show: false }, ...more,
  });
  const values = (format) => (u, splits) => splits.map((s) => (s == null ? "" : format(s)));
  const timeAxis = () => axis({ space: 56, size: 26, values: values(clock), incrs: [60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400] });
  const numberAxis = (size = 54) => axis({ size, space: 34, values: values(shown) });
  const countAxis = () => axis({ size: 54, space: 34, values: values(shown), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] });
  // Nothing but scatter should not fill a plot: it spans a tenth of the values at least.
  const calm = (column) => (u, min, max) => {
    if (min == null) return [0, 1];
    if (column === "stars") return [0, Math.max(10, max * 1.1)];
    if (column === "transparency") return [0, Math.max(110, max * 1.1)];
    if (column === "saturated_fraction") return [0, max * 1.1 || 1];
    const middle = (min + max) / 2;
    const half = Math.max((max - min) * 0.6, Math.abs(middle) * 0.05, 1e-9);
    return [middle - half, middle + half];
  };
  const noZoom = { drag: { x: true, y: false }, points: { show: false } };

  function readout(box) {
    const line = document.createElement("p");
    line.className = "readout";
    line.setAttribute("aria-hidden", "true");
    box.after(line);
    return (text) => { line.textContent = text; };
  }

  // --- The night: timeline.

  function timeline() {
    const lanes = data.lanes || [];
    const items = lanes.flatMap((lane, y) => lane.items.map(([t, exposure, state, name]) => ({ t, exposure, state, name, y })));
    items.sort((a, b) => a.t - b.t);
    if (!$("plot-timeline")) return;
    const say = readout($("plot-timeline"));
    const longest = Math.max(0, ...lanes.map((lane) => lane.name.length));
    const last = Math.max(...items.map((i) => i.t + i.exposure));
    const pad = Math.max(60, (last - (items[0] ? items[0].t : 0)) * 0.01);
    plot("plot-timeline", 44 + (data.arc && data.arc.hours != null ? 26 : 0) + 28 * lanes.length, () => {
      const colour = lanes.map((lane) => lane.type === "light" ? filterColour(lane.filter) : css("--c7"));
      const arc = data.arc || {};
      return [{
        scales: { x: { time: true, range: (u, min, max) => (u.zoomed ? [min, max] : [items[0].t - pad, last + pad]) }, y: { range: [-0.6, lanes.length - 0.4], dir: -1 } },
        axes: [timeAxis(), ...(arc.hours == null ? [] : [{ ...timeAxis(), scale: "x", side: 0, grid: { show: false }, values: values((t) => clock(t + 3600 * arc.hours)) }]), axis({ scale: "y", side: 3, size: Math.min(190, 20 + 6.6 * longest), splits: () => lanes.map((_, i) => i), values: () => lanes.map((lane) => lane.name), grid: { show: true, stroke: css("--line") } })],
        cursor: { y: false, points: { show: false }, drag: { setScale: true, x: true } },
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: {
          setSelect: [(u) => { u.zoomed = true; }],
          drawClear: [(u) => {
            const { ctx, bbox } = u;
            ctx.save();
            ctx.beginPath();
            ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
            ctx.clip();
            const fill = (from, to, style, top, height) => {
              const x0 = u.valToPos(from, "x", true);
              ctx.fillStyle = style;
              ctx.fillRect(x0, top, u.valToPos(to, "x", true) - x0, height);
            };
            for (const [from, to, kind] of arc.light || []) fill(from, to, css("--light" + kind), bbox.top, bbox.height);
            for (const [from, to] of arc.moon || []) fill(from, to, css("--moon"), bbox.top, 4 * (devicePixelRatio || 1));
            ctx.restore();
          }],
          draw: [(u) => {
            const { ctx } = u;
            ctx.save();
            ctx.beginPath();
            ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
            ctx.clip();
            const scale = devicePixelRatio || 1;
            const half = 8 * scale;
            for (const i of items) {
              const x0 = u.valToPos(i.t, "x", true);
              const x1 = u.valToPos(i.t + i.exposure, "x", true);
              const y = u.valToPos(i.y, "y", true);
              ctx.fillStyle = i.state === 0 ? colour[i.y] : css(i.state === 1 ? "--bad" : "--fair");
              const width = Math.max(1.5 * scale, x1 - x0 - scale);
              ctx.fillRect(x0, y - half, width, 2 * half);
              if (i.state) ctx.fillRect(x0 - 2 * scale, y - half - 4 * scale, width + 4 * scale, 3 * scale);
            }
            ctx.restore();
          }],
          setCursor: [(u) => {
            const i = items[u.cursor.idx];
            say(i && u.cursor.left >= 0 ? clock(i.t) + "  " + i.name + "  " + lanes[i.y].name + ", " + shown(i.exposure) + " s" + (i.state === 1 ? ", set aside" : i.state === 2 ? ", lacks a master" : "") : "");
          }],
        },
      }, [items.map((i) => i.t), items.map((i) => i.y)]];
    }, items.length === 0);
  }

  // --- The night: conditions.

  const filters = [...new Set((data.lights || []).map((l) => l.filter))].sort();
  const filterColour = (name) => css("--c" + (Math.max(0, filters.indexOf(name)) % 7));

  function legend() {
    const box = $("conditions") && document.querySelector("#conditions .plots");
    if (!box || filters.length < 2) return;
    const old = document.querySelector("#conditions .legend");
    if (old) old.remove();
    const line = document.createElement("p");
    line.className = "legend";
    for (const name of filters) {
      const one = document.createElement("span");
      const dot = document.createElement("i");
      dot.style.background = filterColour(name);
      one.append(dot, name || "no filter");
      line.append(one);
    }
    box.before(line);
  }

  function conditions() {
    const lights = (data.lights || []).map((light) => ({ ...light })).filter((l) => l.t != null).sort((a, b) => a.t - b.t);
    for (const column of data.statistics || []) {
      const box = $("plot-" + column);
      if (!box) continue;
      const known = lights.some((l) => l[column] != null);
      const say = known ? readout(box) : null;
      box.classList.toggle("go", known);
      plot(box.id, 168, () => [{
        scales: { x: { time: true }, y: { range: calm(column) } },
        axes: [timeAxis(), column === "stars" ? countAxis() : numberAxis()],
        cursor: { ...noZoom, sync: { key: "night" } },
        series: [{}, ...filters.map((name) => ({
          stroke: filterColour(name), paths: () => null,
          points: { show: true, size: lights.length > 200 ? 4 : 6, fill: filterColour(name), stroke: filterColour(name), width: 0 },
        })), {
          stroke: css("--bad"), paths: () => null,
          points: { show: true, size: lights.length > 200 ? 9 : 12, fill: "transparent", stroke: css("--bad"), width: 1.5 },
        }],
        hooks: {
          setCursor: [(u) => {
            const l = lights[u.cursor.idx];
            say(l && u.cursor.left >= 0 ? clock(l.t) + "  " + l.name + "  " + shown(l[column]) + (l.odd ? "  " + l.odd : "") : "");
          }],
          ready: [(u) => u.over.addEventListener("click", () => {
            const l = lights[u.cursor.idx];
            if (l && u.select.width === 0) view(l.card);
          })],
        },
      }, [lights.map((l) => l.t), ...filters.map((name) => lights.map((l) => (l.filter === name ? l[column] : null))), lights.map((l) => (l.odd ? l[column] : null))]], !known);
    }
  }

  // --- The night: masters.

  function masters() {
    (data.masters || []).forEach((master, n) => {
      const counts = master.histogram || [];
      const width = (master.to - master.from) / counts.length;
      plot("plot-histogram-" + n, 84, () => [{
        scales: { x: { time: false, range: () => [master.from, master.to] }, y: { range: (u, min, max) => [0, max || 1] } },
        axes: [axis({ size: 24, space: 70, grid: { show: false }, values: values(shown) }), { show: false }],
        cursor: { show: false }, padding: [4, 14, 0, 14],
        series: [{}, { paths: uPlot.paths.bars({ size: [1, 100], align: 1 }), fill: css("--c7"), stroke: css("--c7"), width: 0, points: { show: false } }],
      }, [counts.map((_, i) => master.from + i * width), counts]], counts.length === 0 || master.to == null || master.to <= master.from);
      const trend = master.trend || [];
      plot("plot-trend-" + n, 84, () => [{
        scales: { x: { time: false, range: () => [-0.5, trend.length - 0.5] }, y: { range: calm("level") } },
        axes: [axis({ size: 24, splits: () => [0, trend.length - 1], values: () => [trend[0][0].slice(5), trend[trend.length - 1][0].slice(5)], grid: { show: false } }), numberAxis()],
        cursor: { show: false }, padding: [8, 14, 0, 0],
        series: [{}, { stroke: css("--c0"), width: 1, points: { show: true, size: 5, fill: css("--c0") } }],
      }, [trend.map((_, i) => i), trend.map((t) => t[1])]], trend.length < 2);
    });
  }

  // --- All nights.

  function nights() {
    const list = (data.nights || []).map((n) => ({ ...n, t: Date.parse(n.name + "T12:00:00Z") / 1000 })).filter((n) => !Number.isNaN(n.t));
    const x = list.map((n) => n.t);
    const chart = (id, series, columns, read) => {
      const box = $("plot-nights-" + id);
      if (!box) return;
      const known = list.length > 0 && columns.some((c) => c.some((v) => v != null));
      const say = known ? readout(box) : null;
      box.classList.toggle("go", known);
      plot(box.id, 168, () => [{
        scales: { x: { time: true, range: (u, min, max) => [min - 43200, max + 43200] }, y: { range: id === "calibrated" ? (u, min, max) => [0, max * 1.05 || 1] : calm(id) } },
        padding: [8, 40, 0, 0],
        axes: [axis({ size: 26, space: 84, values: values(day), incrs: [1, 2, 5, 7, 14, 30, 61, 91, 182, 365, 730].map((d) => d * 86400) }), id === "calibrated" || id === "stars" ? countAxis() : numberAxis()],
        cursor: { ...noZoom, sync: { key: "nights" } },
        series: [{}, ...series()],
        hooks: {
          setCursor: [(u) => { const n = list[u.cursor.idx]; say(n && u.cursor.left >= 0 ? n.name + "  " + read(n) : ""); }],
          ready: [(u) => u.over.addEventListener("click", () => { const n = list[u.cursor.idx]; if (n && u.select.width === 0) location.href = n.page; })],
        },
      }, [x, ...columns]], !known);
    };
    const bars = () => uPlot.paths.bars({ size: [0.8, 18] });
    chart("calibrated", () => [
      { paths: bars(), fill: css("--bad"), stroke: css("--bad"), width: 0, points: { show: false } },
      { paths: bars(), fill: css("--c0"), stroke: css("--c0"), width: 0, points: { show: false } },
    ], [list.map((n) => n.calibrated + n.left), list.map((n) => n.calibrated)], (n) => n.calibrated + " calibrated, " + n.left + " left");
    for (const column of ["fwhm", "sky", "stars"]) {
      chart(column, () => [{ stroke: css("--c0"), width: 1, points: { show: true, size: 4, fill: css("--c0"), width: 0 } }], [list.map((n) => n[column])], (n) => shown(n[column]));
    }
  }

  function nightTable() {
    const table = $("table-nights");
    if (!table) return;
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const update = () => {
      const text = $("find-night").value.trim().toLowerCase();
      const show = $("show-nights").value;
      let count = 0;
      for (const row of rows) {
        const fits = row.textContent.toLowerCase().includes(text)
          && (show === "*" || (show === "left" ? row.classList.contains("left") : row.cells[6].textContent !== "0"));
        row.hidden = !fits;
        count += fits ? 1 : 0;
      }
      $("shown-nights").textContent = count + " of " + rows.length + (rows.length === 1 ? " row" : " rows");
    };
    for (const id of ["find-night", "show-nights"]) $(id).addEventListener("input", update);
    table.tHead.querySelectorAll(".sort").forEach((button, column) => {
      button.addEventListener("click", () => {
        const head = button.parentElement;
        const down = head.getAttribute("aria-sort") === "ascending";
        table.tHead.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].textContent.replace(/\u202f/g, "");
        const compare = (a, b) => {
          const [p, q] = [key(a), key(b)];
          const [m, n] = [parseFloat(p), parseFloat(q)];
          if (column < 2) return p.localeCompare(q);
          return Number.isNaN(m) ? (Number.isNaN(n) ? 0 : -1) : Number.isNaN(n) ? 1 : m - n;
        };
        rows.sort((a, b) => (down ? -compare(a, b) : compare(a, b)));
        body.append(...rows);
      });
    });
    update();
  }

  // --- The gallery and the viewer.

  const gallery = $("gallery");
  const cards = gallery ? [...gallery.children] : [];
  const images = cards.map(() => []); // lights of each card: the images of a file
  (data.lights || []).forEach((light) => images[light.card] && images[light.card].push(light));
  let visible = cards.map((_, i) => i);

  function filter() {
    const text = $("find").value.trim().toLowerCase();
    const of = (id) => $(id).value;
    const order = of("order");
    const shows = (l) => of("show") === "*" || (of("show") === "odd" ? l.odd : of("show") === "left" ? l.left : of("show") === "done" ? !l.left : of("show") === "step" ? l.step : l.odd.split(", ").includes(of("show")));
    const fits = (i) => images[i].some((l) => l.name.toLowerCase().includes(text)
      && (of("target") === "*" || l.target === of("target"))
      && (of("filter") === "*" || l.filter === of("filter"))
      && (of("camera") === "*" || l.camera === of("camera"))
      && shows(l));
    const key = (i) => { const v = images[i][0][order]; return v == null ? Infinity : v; };
    const all = cards.map((_, i) => i).sort((a, b) => { const [p, q] = [key(a), key(b)]; return p === q ? a - b : p < q ? -1 : 1; });
    visible = all.filter(fits);
    cards.forEach((card, i) => { card.hidden = !fits(i); });
    gallery.append(...all.map((i) => cards[i]));
    $("shown").textContent = visible.length + " of " + cards.length + (cards.length === 1 ? " light" : " lights");
  }

  // Raw or calibrated: one switch, here and in the large view.
  function stage(calibrated) {
    document.querySelectorAll(".stage").forEach((box) => { box.checked = calibrated; });
    document.documentElement.classList.toggle("raw", !calibrated);
  }
  document.querySelectorAll(".stage").forEach((box) => box.addEventListener("change", () => stage(box.checked)));

  let at = -1;
  const viewer = $("viewer");

  function view(i) {
    const card = cards[i];
    const pictures = card.querySelector(".image, .images");
    at = i;
    $("viewer-title").textContent = images[i][0].name;
    $("viewer-picture").replaceChildren();
    if (pictures) {
      const copy = pictures.cloneNode(true);
      copy.querySelectorAll("img").forEach((img) => { img.loading = "eager"; });
      const [w, h] = getComputedStyle(pictures.querySelector(".picture")).aspectRatio.split("/").map(parseFloat);
      $("viewer-picture").style.maxWidth = pictures.className === "image" ? "calc((96vh - 13rem) * " + (w / (h || 1) || 1) + ")" : "";
      $("viewer-picture").append(copy);
    }
    const about = card.querySelector(".about").cloneNode(true);
    about.querySelector("strong").remove();
    about.querySelectorAll("img").forEach((img) => { img.loading = "eager"; });
    $("viewer-about").replaceChildren(...about.childNodes);
    const place = visible.indexOf(i);
    $("viewer-place").textContent = place < 0 ? "" : place + 1 + " of " + visible.length;
    $("viewer-previous").disabled = place <= 0;
    $("viewer-next").disabled = place < 0 || place === visible.length - 1;
    if (!viewer.open) viewer.showModal();
  }

  function step(by) {
    const next = visible[visible.indexOf(at) + by];
    if (next !== undefined && visible.includes(at)) view(next);
  }

  if (gallery) {
    for (const id of ["find", "target", "filter", "camera", "show", "order"]) $(id).addEventListener("input", filter);
    for (const id of ["target", "filter", "camera"]) $(id).parentElement.hidden = $(id).options.length < 3;
    gallery.addEventListener("click", (e) => {
      const button = e.target.closest("button");
      if (button) view(cards.indexOf(button.parentElement));
    });
    $("viewer-close").addEventListener("click", () => viewer.close());
    $("viewer-previous").addEventListener("click", () => step(-1));
    $("viewer-next").addEventListener("click", () => step(1));
    viewer.addEventListener("keydown", (e) => {
      if (e.key === "ArrowLeft") step(-1);
      if (e.key === "ArrowRight") step(1);
      if (e.key === "r") stage(document.documentElement.classList.contains("raw"));
    });
    $("viewer-picture").addEventListener("click", () => stage(document.documentElement.classList.contains("raw")));
    viewer.addEventListener("close", () => { const b = at >= 0 && cards[at].querySelector("button"); if (b) b.focus(); });
    // A count is a link to what it counts.
    document.querySelectorAll("a[data-show]").forEach((link) => link.addEventListener("click", () => {
      $("find").value = "";
      for (const id of ["target", "filter", "camera", "show"]) {
        $(id).value = link.dataset[id];
        if ($(id).selectedIndex < 0) $(id).value = "*";
      }
      filter();
    }));
    document.querySelectorAll("a[data-light]").forEach((link) => link.addEventListener("click", (e) => {
      e.preventDefault();
      view(data.lights[link.dataset.light].card);
    }));
  }
  document.querySelectorAll("form").forEach((form) => form.addEventListener("submit", (e) => e.preventDefault()));

  // A picture that is not there, as somebody took the page without its folder along.
  document.addEventListener("error", (e) => {
    if (!(e.target instanceof HTMLImageElement)) return;
    const picture = e.target.closest(".picture");
    if (!picture) e.target.remove();
    else { picture.classList.add("none"); picture.textContent = "no preview"; }
  }, true);

  legend();
  timeline();
  conditions();
  masters();
  nights();
  nightTable();
  addEventListener("load", () => idle(drawRest));
  // While frames come: again, unless somebody looks closely.
  if (data.watching) setInterval(() => {
    const busy = viewer && viewer.open || getSelection().type === "Range" || [...document.querySelectorAll(".controls input[type=search]")].some((box) => box.value);
    if (!busy) location.reload();
  }, 30000);
})();
