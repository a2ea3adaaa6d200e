#include "scenario/state_cache.h"

#include <cstdint>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "base/text.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::VectorXf;

std::string HeadFor(const std::string& about) {
  return fmt::format("AUTOJ-STATES 1 {}\n", Sha256(about));
}

}  // namespace

StateCache::StateCache(const std::string& path, const std::string& about) : path_(path) {
  std::string head = HeadFor(about);
  if (path_.empty()) {
    return;
  }
  if (std::filesystem::exists(path_)) {
    Load(head);
    return;
  }
  std::ofstream out(path_, std::ios::binary);
  if (!(out << head).flush()) {
    throw Error(ErrorKind::kIo, fmt::format("{}: cannot be written", EscapeForTerminal(path_)));
  }
}

void StateCache::Load(const std::string& head) {
  std::ifstream in(path_, std::ios::binary);
  std::string found(head.size(), '\0');
  if (!in.read(found.data(), static_cast<std::streamsize>(found.size())) || found != head) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: holds no states of this model and these layers; give another "
                            "--states file, or remove it",
                            EscapeForTerminal(path_)));
  }
  auto whole = static_cast<uintmax_t>(in.tellg());
  Digest key;
  uint32_t size = 0;
  while (in.read(reinterpret_cast<char*>(key.data()), key.size()) &&
         in.read(reinterpret_cast<char*>(&size), sizeof(size)) && size <= (1U << 24)) {
    VectorXf states(static_cast<Index>(size));
    if (!in.read(reinterpret_cast<char*>(states.data()),
                 static_cast<std::streamsize>(size * sizeof(float)))) {
      break;
    }
    states_[key] = std::move(states);
    whole = static_cast<uintmax_t>(in.tellg());
  }
  in.close();
  std::filesystem::resize_file(path_, whole);
}

const VectorXf* StateCache::Find(const std::string& query) const {
  auto found = states_.find(Sha256Bytes(query));
  return found == states_.end() ? nullptr : &found->second;
}

void StateCache::Put(const std::string& query, const VectorXf& states) {
  Digest key = Sha256Bytes(query);
  states_[key] = states;
  if (path_.empty()) {
    return;
  }
  auto size = static_cast<uint32_t>(states.size());
  std::ofstream out(path_, std::ios::binary | std::ios::app);
  out.write(reinterpret_cast<const char*>(key.data()), static_cast<std::streamsize>(key.size()));
  out.write(reinterpret_cast<const char*>(&size), sizeof(size));
  out.write(reinterpret_cast<const char*>(states.data()),
            static_cast<std::streamsize>(size * sizeof(float)));
  if (!out.flush()) {
    throw Error(ErrorKind::kIo, fmt::format("{}: cannot be written", EscapeForTerminal(path_)));
  }
}

}  // namespace autoj
