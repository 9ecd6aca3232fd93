// The bytes of a section as they are collected: in pieces, which the image frees one after the other as it copies them,
// so that a network takes its image's memory once, not twice.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "image/hash.hpp"

namespace rheobase {

class SectionBytes {
 public:
  SectionBytes() = default;
  // Zeros, in one piece: data() is for these.
  explicit SectionBytes(std::size_t bytes) {
    add_piece(bytes, bytes);
    std::memset(data(), 0, bytes);
  }
  SectionBytes(const void* bytes, std::size_t count) {
    add_piece(count, count);
    if (count > 0) std::memcpy(data(), bytes, count);
  }

  std::size_t size() const { return size_; }
  unsigned char* data() { return pieces_.front().bytes.get(); }

  // The low bytes of a number, little-endian.
  void append(std::uint32_t number, unsigned bytes) {
    if (room_ < bytes) return append_slowly(number, bytes);
    std::memcpy(end_, &number, bytes);
    advance(bytes);
  }

  // Calls each(bytes, count) for the pieces in order. All but the last are multiples of 8 bytes.
  template <class Each>
  void for_each_piece(Each each) const {
    for (const Piece& piece : pieces_) each(piece.bytes.get(), piece.count);
  }
  // The same, and frees each piece before the next.
  template <class Each>
  void drain(Each each) {
    for (Piece& piece : pieces_) {
      each(piece.bytes.get(), piece.count);
      piece.bytes.reset();
    }
    *this = {};
  }

  std::uint64_t hash() const {
    std::uint64_t sum = 0, words = 0;
    for_each_piece([&](const unsigned char* bytes, std::size_t count) {
      sum += hash_words(bytes, count / 8, words);
      words += count / 8;
      std::uint64_t tail = 0;
      if (count % 8 == 0) return;
      std::memcpy(&tail, bytes + count / 8 * 8, count % 8);
      sum += hash_term(words, tail);
    });
    return sum;
  }

  bool operator==(const SectionBytes& other) const {
    if (size_ != other.size_) return false;
    std::size_t a = 0, b = 0, a_at = 0, b_at = 0;  // pieces, and places in them
    for (std::size_t left = size_; left > 0;) {
      const Piece &x = pieces_[a], &y = other.pieces_[b];
      const std::size_t count = std::min(x.count - a_at, y.count - b_at);
      if (std::memcmp(x.bytes.get() + a_at, y.bytes.get() + b_at, count) != 0) return false;
      left -= count;
      if ((a_at += count) == x.count) {
        ++a;
        a_at = 0;
      }
      if ((b_at += count) == y.count) {
        ++b;
        b_at = 0;
      }
    }
    return true;
  }

 private:
  struct Piece {
    std::unique_ptr<unsigned char[]> bytes;
    std::size_t count;  // in use
  };
  // What is freed of pieces so large goes back to the system.
  static constexpr std::size_t least_piece = std::size_t{1} << 12, most_piece = std::size_t{1} << 26;

  void add_piece(std::size_t room, std::size_t count) {
    pieces_.push_back({std::unique_ptr<unsigned char[]>(new unsigned char[room]), count});
    end_ = pieces_.back().bytes.get() + count;
    room_ = room - count;
    size_ += count;
  }
  void advance(std::size_t bytes) {
    end_ += bytes;
    room_ -= bytes;
    size_ += bytes;
    pieces_.back().count += bytes;
  }
  void append_slowly(std::uint32_t number, unsigned bytes) {
    for (unsigned k = 0; k < bytes; ++k) {
      if (room_ == 0) add_piece(std::min(std::max(size_, least_piece), most_piece), 0);
      *end_ = static_cast<unsigned char>(number >> 8 * k);
      advance(1);
    }
  }

  std::vector<Piece> pieces_;
  unsigned char* end_ = nullptr;
  std::size_t room_ = 0, size_ = 0;
};

}  // namespace rheobase
