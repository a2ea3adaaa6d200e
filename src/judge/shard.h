#pragma once

#include <string>

#include "autoj/item.h"
#include "autoj/judge.h"

namespace autoj {

/// "2/8", as the command line and manifests spell the second of eight.
std::string RenderShard(const Shard& shard);

/// Reads "I/N" with I from 1 to N. Throws Error(kUsage) for anything else.
Shard ParseShard(const std::string& text);

/// Whether an item belongs to a shard: by its content alone, so that it stays there when lines move
/// or ids change.
bool IsInShard(const Item& item, const Shard& shard);

}  // namespace autoj
