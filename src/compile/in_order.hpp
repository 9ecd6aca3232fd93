// Items that are made on all cores and taken one after the other: what comes out does not depend on the cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <system_error>
#include <vector>

namespace rheobase {

// Calls make(i, item) for i from 0 to count - 1, on as many threads, and take(i, item) in ascending order on this one.
// An item keeps what an earlier one of its place left in it. Two batches of items are in memory at a time. What make
// or take throws is thrown again, once all threads have ended. Where no thread can be had this one makes them.
template <class Item, class Make, class Take>
void in_order(std::size_t count, std::size_t batch, unsigned threads, Make make, Take take) {
  if (threads <= 1) {
    Item item;
    for (std::size_t i = 0; i < count; ++i) {
      make(i, item);
      take(i, item);
    }
    return;
  }
  struct Batch {
    std::vector<Item> items;
    std::atomic<std::size_t> next{0};
    std::vector<std::future<void>> makers;  // last: they end before what they use
  };
  Batch batches[2];
  const auto make_all = [&make](Batch& b, std::size_t first) {
    for (std::size_t k; (k = b.next++) < b.items.size();) make(first + k, b.items[k]);
  };
  const auto begin = [&](std::size_t first) {
    Batch& b = batches[first / batch % 2];
    b.items.resize(first < count ? std::min(batch, count - first) : 0);
    b.next = 0;
    b.makers.clear();
    try {
      for (unsigned t = 0; t < threads && t < b.items.size(); ++t) {
        b.makers.push_back(std::async(std::launch::async, [&b, &make_all, first] { make_all(b, first); }));
      }
    } catch (const std::system_error&) {
    }
  };
  begin(0);
  for (std::size_t first = 0; first < count; first += batch) {
    begin(first + batch);
    Batch& b = batches[first / batch % 2];
    for (std::future<void>& maker : b.makers) maker.get();
    make_all(b, first);
    for (std::size_t k = 0; k < b.items.size(); ++k) take(first + k, b.items[k]);
  }
}

}  // namespace rheobase
