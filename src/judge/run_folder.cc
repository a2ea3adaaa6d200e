#include "judge/run_folder.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAnother = "name another folder with --run";

// Of the SQLite file format: the header's size, its first bytes, and two numbers in it.
constexpr size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kUserVersionAt = 60;
constexpr size_t kApplicationIdAt = 68;
using Header = std::array<char, kHeaderSize>;

[[noreturn]] void Fail(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::kIo, fmt::format("{}: {}", EscapeForTerminal(path), what));
}

[[noreturn]] void FailToWrite(const std::string& path, const std::string& why) {
  Fail(path, fmt::format("cannot be written: {}; {}", why, kAnother));
}

int BigEndian(const Header& header, size_t at) {
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) {
    value = (value << 8) | static_cast<unsigned char>(header[i]);
  }
  return static_cast<int>(value);
}

}  // namespace

std::string RunDatabase(const std::string& folder) {
  return (fs::path(folder) / "run.db").string();
}

bool CheckRunDatabase(const std::string& folder) {
  std::string path = RunDatabase(folder);
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (errno == ENOENT) {
      return false;
    }
    Fail(path, fmt::format("cannot be read: {}; {}", std::strerror(errno), kAnother));
  }
  Header header{};
  in.read(header.data(), kHeaderSize);
  if (in.gcount() == 0 && !in.bad()) {
    return false;  // killed before anything was written
  }
  if (in.gcount() != kHeaderSize || std::string_view(header.data(), kMagic.size()) != kMagic) {
    Fail(path, fmt::format("is no SQLite file; {}", kAnother));
  }
  if (BigEndian(header, kApplicationIdAt) != kRunApplicationId) {
    Fail(path, fmt::format("is the database of another program; {}", kAnother));
  }
  if (int version = BigEndian(header, kUserVersionAt); version != kRunVersion) {
    Fail(path, fmt::format("was made by {} version of autoj (layout {}, this one reads {}); use "
                           "that version, or {}",
                           version > kRunVersion ? "a newer" : "an older", version, kRunVersion,
                           kAnother));
  }
  return true;
}

RunFolder::RunFolder(const std::string& path) : path_(path) {
  bool holds_run = HoldsRun();
  std::error_code failure;
  made_ = fs::create_directories(path_, failure);
  if (failure) {
    FailToWrite(path_, failure.message());
  }
  // The lock comes first: closing a file that SQLite holds open in this process would drop its
  // locks. A database without a lock beside it is not ours yet, and must not get one unchecked.
  Lock(!holds_run);
  try {
    was_there_ = CheckRunDatabase(path_);
    if (lock_ < 0) {
      Lock(true);
    }
  } catch (...) {
    close(lock_);
    throw;
  }
}

RunFolder::~RunFolder() { close(lock_); }

void RunFolder::Remove() {
  std::error_code ignored;
  for (const char* name : {"run.db", "run.db-wal", "run.db-shm", "lock"}) {
    fs::remove(fs::path(path_) / name, ignored);
  }
  if (made_) {
    fs::remove(path_, ignored);
  }
}

bool RunFolder::HoldsRun() const {
  std::error_code failure;
  fs::file_status status = fs::status(path_, failure);
  if (!fs::exists(status)) {
    return false;
  }
  if (!fs::is_directory(status)) {
    Fail(path_, fmt::format("is a file, not a folder; {}", kAnother));
  }
  bool other_files = false;
  fs::directory_iterator entries(path_, failure);
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    std::string name = entries->path().filename().string();
    if (name == "run.db") {
      return true;
    }
    other_files = other_files || name != "lock";
  }
  if (failure) {
    Fail(path_, fmt::format("cannot be read: {}; {}", failure.message(), kAnother));
  }
  if (other_files) {
    Fail(path_, "holds other files and no run; name a new or an empty folder with --run");
  }
  return false;
}

void RunFolder::Lock(bool make) {
  std::string path = (fs::path(path_) / "lock").string();
  lock_ = open(path.c_str(), O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0666);
  if (lock_ < 0) {
    if (errno == ENOENT && !make) {
      return;
    }
    FailToWrite(path_, std::strerror(errno));
  }
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    int why = errno;
    close(lock_);
    Fail(path_, why == EWOULDBLOCK
                    ? fmt::format("another process works on this run; wait for it, or {}", kAnother)
                    : fmt::format("cannot be locked: {}; {}", std::strerror(why), kAnother));
  }
}

}  // namespace autoj
