// A picture that moves: SVG with its motion in it, which a browser and a README play; and a page of its own with a
// slider. Where nothing moves, it shows one moment of it.
#pragma once

#include <string>
#include <vector>

namespace robots {

struct Placement {
  double x, y, degrees;  // pixels, y down; clockwise
};

struct Point {
  double x, y;
};

class Animation {
 public:
  // Of duration_s, played `speed` times as fast, over and over; `still` (0 … 1): the moment that a viewer without
  // motion shows.
  Animation(int width, int height, double duration_s, double speed, double still);

  // Each in front of those before. `shape`: SVG elements.
  void add(const std::string& shape);
  // Drawn about the origin, moved and turned; placements evenly spaced in time, first to last.
  void add_moving(const std::string& shape, const std::vector<Placement>& placements);
  // A line that grows through points evenly spaced in time. `style`: attributes.
  void add_trail(const std::vector<Point>& points, const std::string& style);

  std::string svg() const;
  // path.svg and path.html, whole or not at all. Throws ModelError.
  void write(const std::string& path_without_ending, const std::string& title, const std::string& caption) const;

 private:
  std::string animate(const std::string& element, const std::string& values) const;
  std::size_t still_of(std::size_t count) const;

  int width_, height_;
  double duration_s_, speed_, still_;
  std::string body_;
};

// "x,y x,y …", for polylines.
std::string points_text(const std::vector<Point>& points);

}  // namespace robots
