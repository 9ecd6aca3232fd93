// What the two plots share: a uPlot whose x axis is the last second, coloured as the page is.
import uPlot from './uPlot.esm.js';

export const window_s = 1;

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const font = '13px system-ui, sans-serif';

function axis(label, size, more) {
  return {
    label, size, font, labelSize: 20, labelFont: font, labelGap: 0, gap: 5,
    stroke: () => colour('--ink'),
    grid: { stroke: () => colour('--grid'), width: 1 },
    ticks: { stroke: () => colour('--grid'), width: 1, size: 6 },
    ...more,
  };
}

// `y`: { label, range: () => [least, most] }; `hooks` and `series` as uPlot has them.
export function make_plot(element, { y, series = [], hooks = {} }) {
  const plot = new uPlot({
    ...room_of(element),
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: (u) => plot_window(u) }, y: { range: y.range } },
    axes: [
      axis('time (s)', 28, { space: 44, incrs: [0.1, 0.2, 0.5], values: (u, splits) => splits.map((s) => s.toFixed(1)) }),
      axis(y.label, 46, { space: 26 }),
    ],
    series: [{}, ...series],
    hooks,
  }, [[0, 1], ...(series.length ? series : [{}]).map(() => [null, null])], element);
  new ResizeObserver(() => plot.setSize(room_of(element))).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw());
  return plot;
}

const room_of = (element) => ({ width: element.clientWidth, height: element.clientHeight });

const ends = new WeakMap();

function plot_window(plot) {
  const end = Math.max(window_s, ends.get(plot) ?? window_s);
  return [end - window_s, end];
}

// New data, in the window that ends now.
export function show(plot, end_s, data) {
  ends.set(plot, end_s);
  plot.setData(data);
}
