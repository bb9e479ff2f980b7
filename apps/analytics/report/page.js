"use strict";
(() => {
  const root = document.documentElement;
  const tone = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const written = (value) => value === null ? "–" : Number(value.toPrecision(4)).toLocaleString("en-GB", { maximumSignificantDigits: 4 });

  // Plots: the nearest value of each line is written below the plot while a pointer is on it.
  function nearest(xs, x) {
    let best = 0;
    for (let k = 1; k < xs.length; k++) if (Math.abs(xs[k] - x) < Math.abs(xs[best] - x)) best = k;
    return best;
  }
  for (const plot of document.querySelectorAll("svg.plot")) {
    const figure = plot.closest("figure");
    const told = JSON.parse(figure.querySelector("script").textContent);
    const readout = figure.querySelector(".readout"), rule = plot.querySelector(".rule");
    const [low, high, left, right] = told.x, last = readout.textContent;
    const show = (event) => {
      const box = plot.getBoundingClientRect();
      const at = Math.min(right, Math.max(left, (event.clientX - box.left) / box.width * plot.viewBox.baseVal.width));
      const x = low + (at - left) / (right - left) * (high - low);
      const lines = told.lines.filter((line) => line.x.length);
      if (!lines.length) return;
      const said = lines.map((line) => (told.lines.length > 1 ? line.label + " " : "") + written(line.y[nearest(line.x, x)]));
      readout.textContent = told.name + " " + written(lines[0].x[nearest(lines[0].x, x)]) + ": " + said.join(" · ");
      rule.setAttribute("x1", at);
      rule.setAttribute("x2", at);
      rule.style.visibility = "visible";
    };
    plot.addEventListener("pointermove", show);
    plot.addEventListener("pointerdown", show);
    plot.addEventListener("pointerleave", () => { rule.style.visibility = "hidden"; readout.textContent = last; });
  }

  // Maps: one slider for all. A map shows its last moment that is not after the slider's.
  const STOPS = [[68, 1, 84], [72, 40, 120], [62, 73, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37]];
  function viridis(code) {
    const at = code / 255 * (STOPS.length - 1), k = Math.min(STOPS.length - 2, Math.floor(at));
    return "rgb(" + STOPS[k].map((v, c) => Math.round(v + (at - k) * (STOPS[k + 1][c] - v))) + ")";
  }
  function rgb(colour) {
    const n = parseInt(colour.slice(1), 16);
    return [n >> 16, n >> 8 & 255, n & 255];
  }
  function unpack(map) {
    if (map.ground) map.ground.frames = bytes(map.ground.frames);
    for (const dots of map.dots) {
      const wide = (text) => dots.bytes === 2 ? new Uint16Array(bytes(text).buffer) : bytes(text);
      [dots.x, dots.y, dots.nudge] = [wide(dots.x), wide(dots.y), bytes(dots.nudge)];
      for (const colouring of dots.colourings) colouring.codes = bytes(colouring.codes);
    }
    return map;
  }
  const maps = [...document.querySelectorAll("figure.map")].map((figure) => ({
    figure, canvas: figure.querySelector("canvas"), now: figure.querySelector(".now"),
    ...unpack(JSON.parse(figure.querySelector("script.map-data").textContent)),
  }));
  if (!maps.length) return;
  const slider = document.getElementById("moment"), play = document.getElementById("play");
  const output = document.getElementById("tick"), choice = document.getElementById("colouring");
  const ticks = [...new Set(maps.flatMap((map) => map.ticks))].sort((a, b) => a - b);
  const name = (tick) => tick < 0 ? "start" : "tick " + tick.toLocaleString("en-GB");

  function drawGround(map, context, k, cell) {
    const wide = Math.ceil(map.width / map.side), high = Math.ceil(map.height / map.side);
    const frame = map.ground.at[k] * wide * high, picture = new ImageData(wide, high);
    const colours = map.ground.shades.map(([first, last, shade, faint, strong]) => [first, last, rgb(tone(shade)), faint, strong]);
    for (let x = 0; x < wide; x++) for (let y = 0; y < high; y++) {
      const code = map.ground.frames[frame + x * high + y];
      const shade = colours.find(([first, last]) => first <= code && code <= last);
      if (!shade) continue;
      const [first, last, colour, faint, strong] = shade;
      const alpha = last === first ? strong : faint + (code - first) / (last - first) * (strong - faint);
      picture.data.set([...colour, Math.round(255 * alpha)], 4 * ((high - 1 - y) * wide + x));
    }
    const small = document.createElement("canvas");
    [small.width, small.height] = [wide, high];
    small.getContext("2d").putImageData(picture, 0, 0);
    context.imageSmoothingEnabled = false;
    const side = cell * map.side;
    context.drawImage(small, 0, map.height * cell - high * side, wide * side, high * side);
  }
  function drawDots(map, dots, context, k, cell) {
    const frame = dots.at[k], size = Math.max(1.1, cell * 0.3);
    const colouring = dots.colourings.find((c) => c.name === choice.value) || dots.colourings[0];
    const tones = colouring.tones.map(tone);
    context.strokeStyle = tone("paper");
    context.lineWidth = size > 2.5 ? 0.8 : 0;
    for (let i = dots.ends[frame]; i < dots.ends[frame + 1]; i++) {
      const turn = dots.nudge[i] / 256 * 2 * Math.PI, away = 0.22 * cell; // so that several on a cell can be told apart
      const x = (dots.x[i] + 0.5) * cell + away * Math.cos(turn), y = (map.height - dots.y[i] - 0.5) * cell + away * Math.sin(turn);
      context.fillStyle = tones.length ? tones[colouring.codes[i]] : viridis(colouring.codes[i]);
      context.beginPath();
      if (dots.shape === "circle") context.arc(x, y, size, 0, 2 * Math.PI);
      else context.rect(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size);
      context.fill();
      if (context.lineWidth && size > 2.5) context.stroke();
    }
  }
  function drawMarks(map, context, k, cell) {
    context.strokeStyle = tone("ink");
    context.lineWidth = 1.2;
    for (let i = map.marks.ends[k]; i < map.marks.ends[k + 1]; i++) {
      context.beginPath();
      context.arc((map.marks.x[i] + 0.5) * cell, (map.height - map.marks.y[i] - 0.5) * cell, Math.max(2.5, 0.62 * cell), 0, 2 * Math.PI);
      context.stroke();
    }
  }
  function draw() {
    const tick = ticks[slider.value];
    output.textContent = name(tick);
    for (const map of maps) {
      let k = 0;
      while (k + 1 < map.ticks.length && map.ticks[k + 1] <= tick) k++;
      const width = map.canvas.clientWidth || 600, cell = width / map.width, sharp = Math.min(3, window.devicePixelRatio || 1);
      map.canvas.style.aspectRatio = map.width + "/" + map.height;
      map.canvas.width = Math.round(width * sharp);
      map.canvas.height = Math.round(map.height * cell * sharp);
      const context = map.canvas.getContext("2d");
      context.scale(sharp, sharp);
      if (map.ground) drawGround(map, context, k, cell);
      for (const dots of map.dots) drawDots(map, dots, context, k, cell);
      if (map.marks) drawMarks(map, context, k, cell);
      map.now.textContent = name(map.ticks[k]) + (map.ticks[k] < tick && k + 1 === map.ticks.length ? ", its end" : "");
    }
  }

  const names = [...new Set(maps.flatMap((map) => map.dots.flatMap((dots) => dots.colourings.map((c) => c.name))))];
  for (const colouring of names) choice.add(new Option(colouring));
  document.getElementById("colour-choice").hidden = names.length < 2;
  function choose() {
    for (const keys of document.querySelectorAll(".keys[data-colouring]")) keys.hidden = keys.dataset.colouring !== choice.value;
    draw();
  }
  let timer = 0;
  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶ play";
  }
  slider.max = ticks.length - 1;
  slider.addEventListener("input", () => { stop(); draw(); });
  choice.addEventListener("change", choose);
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (+slider.value >= ticks.length - 1) slider.value = 0;
    play.textContent = "❚❚ pause";
    timer = setInterval(() => {
      slider.value = +slider.value + 1;
      draw();
      if (+slider.value >= ticks.length - 1) stop();
    }, 90);
  });
  window.addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  // Paper is white, whatever the screen is.
  window.addEventListener("beforeprint", () => { root.classList.add("paper"); draw(); });
  window.addEventListener("afterprint", () => { root.classList.remove("paper"); draw(); });
  choose();
})();
