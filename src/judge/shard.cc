#include "judge/shard.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "dataset/items.h"

namespace autoj {

std::string RenderShard(const Shard& shard) { return fmt::format("{}/{}", shard.number, shard.of); }

Shard ParseShard(const std::string& text) {
  Shard shard{0, 0};
  const char* end = text.data() + text.size();
  std::from_chars_result number = std::from_chars(text.data(), end, shard.number);
  bool slash = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  std::from_chars_result of =
      slash ? std::from_chars(number.ptr + 1, end, shard.of) : std::from_chars_result{};
  if (!slash || of.ec != std::errc() || of.ptr != end || shard.number < 1 ||
      shard.number > shard.of) {
    throw Error(ErrorKind::kUsage,
                fmt::format("\"{}\" is no shard; give I/N, with I from 1 to N: 1/8 to 8/8",
                            EscapeForTerminal(text)));
  }
  return shard;
}

bool IsInShard(const Item& item, const Shard& shard) {
  if (shard.of == 1) {
    return true;
  }
  uint64_t hash = 0;
  std::array<unsigned char, 32> digest = Sha256Bytes(ItemToJson(item).dump());
  for (size_t i = 0; i < sizeof(hash); ++i) {
    hash = hash << 8 | digest[i];
  }
  return hash % shard.of == shard.number - 1;
}

}  // namespace autoj
