#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr mode_t kNewFile = 0666;  // less the umask
constexpr mode_t kAllModes = 07777;
constexpr int kMostLinks = 40;  // as the kernel
constexpr size_t kBlock = size_t{64} << 10;

[[noreturn]] void FailToWrite(const std::string& path, int why) {
  throw Error(ErrorKind::kIo, fmt::format("{}: cannot be written: {}", EscapeForTerminal(path),
                                          std::strerror(why)));
}

// False where it cannot be written; errno says why.
bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    content.remove_prefix(written < 0 ? 0 : static_cast<size_t>(written));
  }
  return true;
}

// Temporary files are ".NAME.PROCESS-NUMBER.tmp", and locked by their process while it lives.
std::string TemporaryName(const std::string& name, int number) {
  return fmt::format(".{}.{}-{}.tmp", name, getpid(), number);
}

bool IsTemporaryName(std::string_view candidate, const std::string& name) {
  std::string begin = fmt::format(".{}.", name);
  constexpr std::string_view kEnd = ".tmp";
  if (candidate.size() < begin.size() + kEnd.size() || candidate.substr(0, begin.size()) != begin ||
      candidate.substr(candidate.size() - kEnd.size()) != kEnd) {
    return false;
  }
  candidate.remove_prefix(begin.size());
  candidate.remove_suffix(kEnd.size());
  return candidate.find_first_not_of("0123456789-") == std::string_view::npos &&
         std::count(candidate.begin(), candidate.end(), '-') == 1;
}

// Removes what killed processes left beside `path`. Where a file system has no locks, it stays.
void RemoveAbandoned(const std::filesystem::path& path) {
  std::error_code failure;
  std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::filesystem::directory_iterator end;
  for (std::filesystem::directory_iterator entry(folder, failure); !failure && entry != end;
       entry.increment(failure)) {
    if (!IsTemporaryName(entry->path().filename().string(), path.filename().string())) {
      continue;
    }
    int fd = open(entry->path().c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
      unlink(entry->path().c_str());
    }
    if (fd >= 0) {
      close(fd);
    }
  }
}

// A temporary file beside `path`: deleted at the end unless it was kept.
class NewFile {
 public:
  explicit NewFile(std::string path) : path_(std::move(path)) {
    RemoveAbandoned(path_);
    for (int i = 0; fd_ < 0; ++i) {
      std::filesystem::path beside(path_);
      beside.replace_filename(TemporaryName(beside.filename().string(), i));
      temporary_ = beside.string();
      fd_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFile);
      Check(fd_ >= 0 || errno == EEXIST);
      if (fd_ >= 0 && !Lock()) {
        close(std::exchange(fd_, -1));
      }
    }
    made_ = true;
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (fd_ >= 0) {
      close(fd_);
    }
    if (made_) {
      unlink(temporary_.c_str());
    }
  }

  void Write(std::string_view content) { Check(WriteAll(fd_, content)); }

  void Allow(mode_t mode) { fchmod(fd_, mode); }  // a file system without modes has none to keep

  void Keep() {
    Check(fsync(fd_) == 0);
    Check(rename(temporary_.c_str(), path_.c_str()) == 0);  // locked until it has its name
    made_ = false;
    Check(close(std::exchange(fd_, -1)) == 0);
  }

 private:
  // False where another process took the file for abandoned before it was locked.
  bool Lock() const {
    struct stat mine {};
    bool is_taken = flock(fd_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    return !is_taken && fstat(fd_, &mine) == 0 && mine.st_nlink > 0;
  }

  void Check(bool good) const {
    if (!good) {
      FailToWrite(path_, errno);
    }
  }
  std::string path_;
  std::string temporary_;
  int fd_ = -1;
  bool made_ = false;
};

// Where a symbolic link leads, also where nothing is there yet.
std::string EndOfLinks(const std::string& path) {
  std::filesystem::path end(path);
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(end, ignored); ++i) {
    end = end.parent_path() / std::filesystem::read_symlink(end, ignored);
  }
  return end.string();
}

// What a path leads to.
struct Target {
  std::string path;
  bool is_device = false;      // or a pipe
  std::optional<mode_t> mode;  // of a file that is there
};

Target FindTarget(const std::string& path) {
  struct stat old {};
  if (stat(path.c_str(), &old) != 0) {
    return {EndOfLinks(path), false, std::nullopt};
  }
  if (S_ISDIR(old.st_mode)) {
    FailToWrite(path, EISDIR);
  }
  if (access(path.c_str(), W_OK) != 0) {  // renaming alone would not ask
    FailToWrite(path, errno);
  }
  if (!S_ISREG(old.st_mode)) {
    return {path, true, std::nullopt};  // the link of /dev/stdout to a pipe leads to no path
  }
  return {EndOfLinks(path), false, old.st_mode & kAllModes};
}

// Renaming a file onto /dev/null or a pipe would replace what others use.
class Device {
 public:
  explicit Device(const std::string& path)
      : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CLOEXEC)) {
    Check(fd_ >= 0);
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() {
    if (fd_ >= 0) {
      close(fd_);
    }
  }

  void Write(std::string_view content) { Check(WriteAll(fd_, content)); }
  void Keep() { Check(close(std::exchange(fd_, -1)) == 0); }

 private:
  void Check(bool good) const {
    if (!good) {
      FailToWrite(path_, errno);
    }
  }
  std::string path_;
  int fd_ = -1;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string HomeFolder() {
  std::string home = Environment("HOME");
  if (home.empty()) {
    const passwd* user = getpwuid(getuid());
    home = user == nullptr ? "" : user->pw_dir;
  }
  return home;
}

// A relative path in such a variable is to be ignored, says the XDG base directory specification.
std::string XdgFolder(const char* variable, const char* below_home) {
  std::string base = Environment(variable);
  if (base.empty() || base[0] != '/') {
    base = HomeFolder() + below_home;
  }
  return base + "/autoj";
}

}  // namespace

void CheckWritable(const std::string& path) {
  if (Target target = FindTarget(path); !target.is_device) {
    NewFile file(target.path);
  }
}

struct FileWriter::State {
  std::string buffer;
  std::optional<Device> device;  // one of the two
  std::optional<NewFile> file;

  void Flush() {
    if (device) {
      device->Write(buffer);
    } else {
      file->Write(buffer);
    }
    buffer.clear();
  }
};

FileWriter::FileWriter(const std::string& path) : state_(std::make_unique<State>()) {
  Target target = FindTarget(path);
  if (target.is_device) {
    state_->device.emplace(target.path);
    return;
  }
  state_->file.emplace(target.path);
  if (target.mode) {
    state_->file->Allow(*target.mode);
  }
}

FileWriter::~FileWriter() = default;

void FileWriter::Write(std::string_view text) {
  state_->buffer += text;
  if (state_->buffer.size() >= kBlock) {
    state_->Flush();
  }
}

void FileWriter::Commit() {
  state_->Flush();
  if (state_->device) {
    state_->device->Keep();
  } else {
    state_->file->Keep();
  }
}

std::string ReadFile(const std::string& path, const std::string& what_to_do) {
  std::error_code ignored;
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: {}; {}", EscapeForTerminal(path),
                            in ? "is a folder" : std::strerror(errno), what_to_do));
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFileAtomically(const std::string& path, std::string_view content) {
  FileWriter writer(path);
  writer.Write(content);
  writer.Commit();
}

std::string CacheFolder() { return XdgFolder("XDG_CACHE_HOME", "/.cache"); }

std::string StateFolder() { return XdgFolder("XDG_STATE_HOME", "/.local/state"); }

}  // namespace autoj
