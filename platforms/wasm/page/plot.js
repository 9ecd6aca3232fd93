// What all plots share: a uPlot over a window of time, coloured as the page is.
import uPlot from 'uplot';

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const font = '13px system-ui, sans-serif';

function axis(size, more) {
  return {
    size, font, labelSize: 20, labelFont: font, labelGap: 0, gap: 5,
    stroke: () => colour('--ink'),
    grid: { stroke: () => colour('--grid'), width: 1 },
    ticks: { stroke: () => colour('--grid'), width: 1, size: 6 },
    ...more,
  };
}

// "0.25 s": as many digits as neighbours need to differ.
function seconds(plot, splits, axis_number, space, step) {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  const more = Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 ? 1 : 0;
  return splits.map((s) => `${s.toFixed(digits + more)} s`);
}

// `shown`: the window, { range() → [from, to] in s }. `y`: { label, range: (plot, least, most) → [least, most] };
// `hooks` and `series` as uPlot has them.
export function make_plot(element, shown, { y, series = [], hooks = {} }) {
  const plot = new uPlot({
    ...room_of(element),
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => shown.range() }, y: { range: y.range } },
    axes: [axis(28, { space: 64, values: seconds }), axis(46, { label: y.label, space: 26 })],
    series: [{}, ...series],
    hooks,
  }, [[0, 1], ...(series.length ? series : [{}]).map(() => [null, null])], element);
  const sizes = new ResizeObserver(() => plot.setSize(room_of(element)));
  sizes.observe(element);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw();
  scheme.addEventListener('change', redraw);
  plot.remove = () => {
    sizes.disconnect();
    scheme.removeEventListener('change', redraw);
    plot.destroy();
  };
  return plot;
}

const room_of = (element) => ({ width: element.clientWidth, height: element.clientHeight });
