// SPDX-License-Identifier: BSD-3-Clause
#include "src/run_deflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>

namespace lauelith {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;
constexpr std::size_t shortest_run = 3;
constexpr std::size_t longest_run = 258;
constexpr std::size_t n_symbols = 286;  // 256 literals, end of block, 29 classes of lengths
constexpr std::size_t end_of_block = 256;
constexpr int longest_code = 15;

/// What a block is made of: a literal, or 256 + length of a run.
using Token = std::uint16_t;
constexpr std::size_t n_tokens = 256 + longest_run + 1;

/// Class of a run's length, and the bits that follow its code (RFC 1951, 3.2.5).
struct LengthClass {
  std::uint16_t symbol = 0;
  std::uint8_t n_extra = 0;
  std::uint8_t extra = 0;
};

LengthClass class_of_length(std::size_t length) {
  if (length == longest_run) return {285, 0, 0};
  const auto offset = static_cast<unsigned>(length - shortest_run);
  if (offset < 8) return {static_cast<std::uint16_t>(257 + offset), 0, 0};
  const int n_extra = std::bit_width(offset) - 3;  // classes double in width every four
  const unsigned quarter = offset >> n_extra;      // 4 … 7
  return {static_cast<std::uint16_t>(257 + 4 * n_extra + static_cast<int>(quarter)),
          static_cast<std::uint8_t>(n_extra), static_cast<std::uint8_t>(offset & ((1U << n_extra) - 1U))};
}

std::uint64_t load_8(const unsigned char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// How many bytes from `from` on equal the one before it.
std::size_t run_at(const unsigned char* from, const unsigned char* end) {
  const unsigned char* at = from;
  const std::uint64_t eight = 0x0101010101010101ULL * from[-1];
  while (at + 8 <= end && load_8(at) == eight) at += 8;
  while (at < end && *at == from[-1]) ++at;
  return static_cast<std::size_t>(at - from);
}

/// Of a block into `room`; returns those that were written.
std::span<const Token> tokens_of(const unsigned char* begin, const unsigned char* end, bool is_first,
                                 std::vector<Token>& room) {
  Token* next = room.data();
  const unsigned char* at = begin;
  if (is_first && at < end) *next++ = *at++;
  while (at < end) {
    if (at + 3 <= end) {
      std::uint32_t four = 0;
      std::memcpy(&four, at - 1, sizeof four);
      if (four == std::rotl(four, 8)) {
        std::size_t n = run_at(at, end);
        at += n;
        for (; n >= shortest_run; n -= std::min(n, longest_run))
          *next++ = static_cast<Token>(256 + std::min(n, longest_run));
        for (; n > 0; --n) *next++ = at[-1];
        continue;
      }
    }
    *next++ = *at++;
  }
  return {room.data(), next};
}

using Lengths = std::array<std::uint8_t, n_symbols>;

/// Depths of Huffman's tree; false if one is too deep.
bool huffman_lengths(const std::array<std::uint32_t, n_symbols>& counts, Lengths& lengths) {
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < n_symbols; ++s)
    if (counts[s] > 0) order.push_back(s);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return counts[a] < counts[b]; });
  const std::size_t n = order.size();
  std::vector<std::uint64_t> weight(2 * n);  // leaves, then inner nodes, both in rising order
  std::vector<std::size_t> parent(2 * n, 0);
  for (std::size_t i = 0; i < n; ++i) weight[i] = counts[order[i]];
  std::size_t leaf = 0;
  std::size_t inner = n;
  for (std::size_t made = n; made < 2 * n - 1; ++made) {
    for (int child = 0; child < 2; ++child) {
      const bool take_leaf = leaf < n && (inner == made || weight[leaf] <= weight[inner]);
      const std::size_t taken = take_leaf ? leaf++ : inner++;
      weight[made] += weight[taken];
      parent[taken] = made;
    }
  }
  std::vector<int> depth(2 * n, 0);
  lengths.fill(0);
  for (std::size_t i = 2 * n - 2; i-- > 0;) depth[i] = depth[parent[i]] + 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (depth[i] > longest_code) return false;
    lengths[order[i]] = static_cast<std::uint8_t>(depth[i]);
  }
  return true;
}

/// A complete code of at most 15 bits; counts are flattened until it is.
Lengths code_lengths(std::array<std::uint32_t, n_symbols> counts) {
  Lengths lengths{};
  while (!huffman_lengths(counts, lengths)) {
    for (std::uint32_t& count : counts) count = count == 0 ? 0 : count / 2 + 1;
  }
  return lengths;
}

struct Code {
  std::uint32_t bits = 0;
  int n = 0;
};

std::uint32_t reversed(std::uint32_t bits, int n) {
  std::uint32_t result = 0;
  for (int i = 0; i < n; ++i) result |= (bits >> i & 1U) << (n - 1 - i);
  return result;
}

/// Canonical codes (RFC 1951, 3.2.2), first bit lowest.
std::vector<Code> codes_of(std::span<const std::uint8_t> lengths) {
  std::array<std::uint32_t, longest_code + 2> next{};
  for (const std::uint8_t length : lengths) next[length + 1U] += length > 0 ? 1U : 0U;
  for (std::size_t l = 1; l < next.size(); ++l) next[l] = (next[l] + next[l - 1]) << (l > 1 ? 1 : 0);
  std::vector<Code> codes(lengths.size());
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    if (lengths[s] == 0) continue;
    codes[s] = {reversed(next[lengths[s]]++, lengths[s]), lengths[s]};
  }
  return codes;
}

/// Bits into bytes, lowest first.
class BitWriter {
 public:
  explicit BitWriter(std::size_t most_bytes)
      : n_most_(most_bytes + 8), bytes_(std::make_unique_for_overwrite<std::byte[]>(n_most_)) {}
  /// At most 32 bits.
  void put(Code code) {
    pending_ |= std::uint64_t{code.bits} << n_pending_;
    n_pending_ += code.n;
    flush();
  }
  /// Tokens of at most 21 bits, two between flushes.
  void put_all(std::span<const Token> tokens, const std::array<Code, n_tokens>& codes) {
    std::uint64_t pending = pending_;
    int n = n_pending_;
    std::byte* to = bytes_.get() + n_bytes_;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Code& code = codes[tokens[i]];
      pending |= std::uint64_t{code.bits} << n;
      n += code.n;
      if (i % 2 == 0) continue;
      std::memcpy(to, &pending, sizeof pending);
      to += n >> 3;
      pending >>= n & ~7;
      n &= 7;
    }
    n_bytes_ = static_cast<std::size_t>(to - bytes_.get());
    pending_ = pending;
    n_pending_ = n;
    flush();
  }
  std::vector<std::byte> finish() {
    n_pending_ = (n_pending_ + 7) & ~7;
    flush();
    return {bytes_.get(), bytes_.get() + n_bytes_};
  }

 private:
  void flush() {
    assert(n_bytes_ + 8 <= n_most_);
    std::memcpy(bytes_.get() + n_bytes_, &pending_, sizeof pending_);
    n_bytes_ += static_cast<std::size_t>(n_pending_ >> 3);
    pending_ >>= n_pending_ & ~7;
    n_pending_ &= 7;
  }

  std::size_t n_most_;
  std::unique_ptr<std::byte[]> bytes_;  // not zeroed: most of it is never used
  std::size_t n_bytes_ = 0;
  std::uint64_t pending_ = 0;
  int n_pending_ = 0;
};

/// The lengths of the codes, themselves in a fixed complete code: thirteen symbols of 4 bits, six of 5.
void put_lengths(const Lengths& lengths, BitWriter& writer) {
  constexpr std::array<std::size_t, 19> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                              11, 4,  12, 3, 13, 2, 14, 1, 15};
  std::array<std::uint8_t, 19> of_lengths;
  for (std::size_t s = 0; s < of_lengths.size(); ++s) of_lengths[s] = s < 13 ? 4 : 5;
  for (const std::size_t s : order) writer.put({of_lengths[s], 3});
  const std::vector<Code> codes = codes_of(of_lengths);
  constexpr std::size_t one_distance = 1;  // of 1 bit
  for (std::size_t s = 0; s < n_symbols;) {
    std::size_t zeros = 0;
    while (s + zeros < n_symbols && zeros < 138 && lengths[s + zeros] == 0) ++zeros;
    if (zeros < 11) {
      writer.put(codes[lengths[s++]]);
      continue;
    }
    writer.put(codes[18]);  // 11 … 138 zeros
    writer.put({static_cast<std::uint32_t>(zeros - 11), 7});
    s += zeros;
  }
  writer.put(codes[one_distance]);
}

std::array<Code, n_tokens> codes_of_tokens(const std::vector<Code>& codes) {
  std::array<Code, n_tokens> result;
  std::copy_n(codes.begin(), 256, result.begin());
  for (std::size_t length = shortest_run; length <= longest_run; ++length) {
    const LengthClass kind = class_of_length(length);
    const Code& code = codes[kind.symbol];  // then the extra bits, then the distance: a zero
    result[256 + length] = {code.bits | std::uint32_t{kind.extra} << code.n, code.n + kind.n_extra + 1};
  }
  return result;
}

void put_block(std::span<const Token> tokens, bool is_last, BitWriter& writer) {
  std::array<std::array<std::uint32_t, n_tokens>, 2> partial{};  // two, as neighbours are often equal
  for (std::size_t i = 0; i < tokens.size(); ++i) ++partial[i % 2][tokens[i]];
  std::array<std::uint32_t, n_symbols> counts{};
  for (std::size_t t = 0; t < n_tokens; ++t) {
    const std::uint32_t n = partial[0][t] + partial[1][t];
    if (n > 0) counts[t < 256 ? t : class_of_length(t - 256).symbol] += n;
  }
  counts[end_of_block] = 1;
  if (tokens.empty()) counts[0] = 1;  // a code of one symbol would not be complete
  const Lengths lengths = code_lengths(counts);
  writer.put({is_last ? 0b101U : 0b100U, 3});  // a block with codes of its own
  writer.put({n_symbols - 257, 5});
  writer.put({0, 5});       // one distance
  writer.put({19 - 4, 4});  // all lengths of the code of lengths
  put_lengths(lengths, writer);
  const std::vector<Code> codes = codes_of(lengths);
  writer.put_all(tokens, codes_of_tokens(codes));
  writer.put(codes[end_of_block]);
}

}  // namespace

std::vector<std::byte> run_deflated(std::span<const std::byte> plain) {
  const auto* begin = reinterpret_cast<const unsigned char*>(plain.data());
  const std::size_t n_blocks = std::max<std::size_t>(1, (plain.size() + block_bytes - 1) / block_bytes);
  BitWriter writer(2 * plain.size() + 1024 * n_blocks);  // codes of 15 bits and as many headers
  writer.put({0x0178, 16});                              // deflate, window of 32 KiB, fastest
  std::vector<Token> room(std::min(block_bytes, plain.size()));
  for (std::size_t block = 0; block < n_blocks; ++block) {
    const std::size_t first = block * block_bytes;
    const std::size_t end = std::min(first + block_bytes, plain.size());
    put_block(tokens_of(begin + first, begin + end, first == 0, room), block + 1 == n_blocks, writer);
  }
  std::vector<std::byte> bytes = writer.finish();
  const std::uint32_t sum = libdeflate_adler32(1, plain.data(), plain.size());
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::byte>(sum >> shift));
  return bytes;
}

}  // namespace lauelith
