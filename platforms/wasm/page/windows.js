// Which time the plots show, in seconds.

// The last second of a run that goes on.
export class LastSecond {
  constructor() {
    this.end = 0;
  }

  range() {
    const end = Math.max(1, this.end);
    return [end - 1, end];
  }
}

const least_s = 0.005; // shorter than that is not shown

// Any part of a run: dragged, zoomed, or all of it. While `follows`, the window moves with the end of a run that goes on.
export class Timeline {
  constructor(changed) {
    this.changed = changed;
    this.use(0, 1);
  }

  // The run's begin and end.
  use(begin, end) {
    [this.begin, this.end] = [begin, Math.max(end, begin + least_s)];
    this.all();
  }

  // The run has gone on.
  extend(end) {
    if (end <= this.end) return;
    const by = end - this.end;
    this.end = end;
    if (this.shows_all) this.set(this.begin, end);
    else if (this.follows) this.set(this.from + by, end);
  }

  range() {
    return [this.from, this.to];
  }

  all() {
    this.set(this.begin, this.end);
  }

  set(from, to) {
    const width = Math.min(Math.max(to - from, least_s), this.end - this.begin);
    this.from = Math.min(Math.max(from, this.begin), this.end - width);
    this.to = this.from + width;
    this.follows = this.to >= this.end - 1e-9;
    this.shows_all = this.follows && this.from <= this.begin + 1e-9;
    this.changed();
  }

  // By a factor, about a time that stays where it is.
  zoom(factor, about = (this.from + this.to) / 2) {
    this.set(about - (about - this.from) * factor, about + (this.to - about) * factor);
  }

  // By a part of what is shown.
  pan(part) {
    const by = part * (this.to - this.from);
    this.set(this.from + by, this.to + by);
  }

  // A plot by mouse, touch and wheel: drag moves it, Ctrl + wheel or a pinch of the touchpad zooms, a double click shows all.
  attach(plot) {
    const area = plot.over;
    let dragged = null;
    area.style.touchAction = 'pan-y';
    area.style.cursor = 'grab';
    area.addEventListener('pointerdown', (event) => {
      dragged = { x: event.clientX, from: this.from, to: this.to };
      area.setPointerCapture(event.pointerId);
    });
    area.addEventListener('pointermove', (event) => {
      if (!dragged) return;
      const by = ((dragged.x - event.clientX) / area.clientWidth) * (dragged.to - dragged.from);
      this.set(dragged.from + by, dragged.to + by);
    });
    for (const end of ['pointerup', 'pointercancel']) area.addEventListener(end, () => (dragged = null));
    area.addEventListener('dblclick', () => this.all());
    area.addEventListener('wheel', (event) => {
      if (event.ctrlKey || event.metaKey) {
        const place = event.offsetX / area.clientWidth;
        this.zoom(Math.exp(event.deltaY * 0.005), this.from + place * (this.to - this.from));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        this.pan(event.deltaX / area.clientWidth);
      } else {
        return;
      }
      event.preventDefault();
    }, { passive: false });
  }

  // An element that has the keyboard: arrows, + and -, 0 for all.
  attach_keys(element) {
    element.addEventListener('keydown', (event) => {
      const act = {
        ArrowLeft: () => this.pan(-0.2), ArrowRight: () => this.pan(0.2), '+': () => this.zoom(0.5), '=': () => this.zoom(0.5),
        '-': () => this.zoom(2), 0: () => this.all(),
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      act();
      event.preventDefault();
    });
  }
}
