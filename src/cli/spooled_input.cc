#include "cli/spooled_input.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <istream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

namespace autoj {
namespace {

// Calls `take` with one block after the other.
template <typename Take>
void ReadBlocks(std::istream& in, const Take& take) {
  std::vector<char> block(size_t{1} << 16);
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    take(std::string_view(block.data(), static_cast<size_t>(in.gcount())));
  }
}

}  // namespace

SpooledInput::SpooledInput()
    : path_((std::filesystem::temp_directory_path() / "autoj-input.XXXXXX").string()) {
  int file = mkstemp(path_.data());
  if (file < 0) {
    throw Error(ErrorKind::kIo,
                fmt::format("{}: cannot be written: {}; TMPDIR names another folder",
                            EscapeForTerminal(path_), std::strerror(errno)));
  }
  close(file);
  try {
    FileWriter writer(path_);
    ReadBlocks(std::cin, [&](std::string_view block) { writer.Write(block); });
    writer.Commit();
  } catch (...) {
    unlink(path_.c_str());
    throw;
  }
  file_.open(path_, std::ios::binary);
  std::cin.clear();
  standard_ = std::cin.rdbuf(file_.rdbuf());
}

SpooledInput::~SpooledInput() {
  std::cin.rdbuf(standard_);
  unlink(path_.c_str());
}

void SpooledInput::Rewind() {
  std::cin.clear();
  std::cin.seekg(0);
}

std::string SpooledInput::Name() const {
  return "standard-input-" + Sha256OfFile(path_).substr(0, 12);
}

void SpooledInput::CopyTo(const std::string& path) const {
  FileWriter writer(path);
  std::ifstream in(path_, std::ios::binary);
  ReadBlocks(in, [&](std::string_view block) { writer.Write(block); });
  writer.Commit();
}

}  // namespace autoj
