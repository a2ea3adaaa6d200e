#include "base/file.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autoj/error.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test.
class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/file_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string Path(const std::string& name) const { return folder + "/" + name; }
  static std::string Read(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
  }
  size_t FileCount() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  static std::string ErrorOf(const std::string& path) {
    try {
      WriteFileAtomically(path, "x");
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kIo);
      return e.what();
    }
    return "no error";
  }

  std::string folder;
};

TEST_F(FileTest, WritesAndReplaces) {
  std::string path = Path("a.json");
  WriteFileAtomically(path, "old");
  std::string content("new\0中文", 10);
  WriteFileAtomically(path, content);
  EXPECT_EQ(Read(path), content);
  WriteFileAtomically(path, "");
  EXPECT_EQ(Read(path), "");
  EXPECT_EQ(FileCount(), 1u);
}

TEST_F(FileTest, AReaderKeepsTheOldContent) {
  std::string path = Path("a.json");
  WriteFileAtomically(path, "old");
  std::ifstream reader(path);
  WriteFileAtomically(path, "new");
  std::string seen;
  reader >> seen;
  EXPECT_EQ(seen, "old");
}

TEST_F(FileTest, AFileKeepsItsPermissionsAndALinkStays) {
  WriteFileAtomically(Path("real"), "old");
  ASSERT_EQ(chmod(Path("real").c_str(), 0640), 0);
  fs::create_symlink("real", Path("link"));
  WriteFileAtomically(Path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_EQ(Read(Path("real")), "new");
  EXPECT_EQ(fs::status(Path("real")).permissions(), fs::perms(0640));

  fs::create_symlink("later", Path("dangling"));
  WriteFileAtomically(Path("dangling"), "made");
  EXPECT_EQ(Read(Path("later")), "made");
}

TEST_F(FileTest, ADeviceIsWrittenTo) {
  WriteFileAtomically("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(ErrorOf("/dev/full"), "/dev/full: cannot be written: No space left on device");
}

TEST_F(FileTest, SaysWhatCannotBeWritten) {
  EXPECT_EQ(ErrorOf(folder), folder + ": cannot be written: Is a directory");
  EXPECT_EQ(ErrorOf(Path("no/a")), Path("no/a") + ": cannot be written: No such file or directory");
  WriteFileAtomically(Path("file"), "x");
  EXPECT_EQ(ErrorOf(Path("file/a")), Path("file/a") + ": cannot be written: Not a directory");
  EXPECT_EQ(FileCount(), 1u);
}

TEST_F(FileTest, AFileThatIsWrittenBitByBitIsThereAtItsEnd) {
  std::string path = Path("a.jsonl");
  WriteFileAtomically(path, "old");
  std::string expected;
  {
    FileWriter writer(path);
    for (int i = 0; i < 20000; ++i) {
      std::string line = std::to_string(i) + "\n";
      writer.Write(line);
      expected += line;
    }
    EXPECT_EQ(Read(path), "old");
    writer.Commit();
    EXPECT_EQ(Read(path), expected);
  }
  { FileWriter("/dev/null").Write("gone"); }
  {
    FileWriter abandoned(path);
    abandoned.Write("half");
  }
  EXPECT_EQ(Read(path), expected);
  EXPECT_EQ(FileCount(), 1u);
}

TEST_F(FileTest, WhatAKilledProcessLeftGoesWithTheNextWriter) {
  for (int times = 0; times < 2; ++times) {
    pid_t child = fork();
    if (child == 0) {
      FileWriter writer(Path("a.jsonl"));
      writer.Write("half");
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(FileCount(), 1u);
  }
  for (const char* other :
       {".a.jsonl.1-x.tmp", ".a.jsonl.tmp", ".b.jsonl.1-0.tmp", ".a.jsonl.1.tmp"}) {
    std::ofstream(Path(other)) << "a user's";
  }
  FileWriter living(Path("a.jsonl"));
  living.Write("first");
  WriteFileAtomically(Path("a.jsonl"), "second");
  EXPECT_EQ(Read(Path("a.jsonl")), "second");
  living.Commit();
  EXPECT_EQ(Read(Path("a.jsonl")), "first");
  EXPECT_EQ(FileCount(), 5u);
}

// Sets a variable of the environment for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* old = std::getenv(name);
    old_ = old == nullptr ? "" : old;
    setenv(name, value, 1);
  }
  ~Variable() { setenv(name_, old_.c_str(), 1); }

 private:
  const char* name_;
  std::string old_;
};

TEST(Folders, FollowTheEnvironment) {
  Variable home("HOME", "/home/ann");
  Variable cache("XDG_CACHE_HOME", "/big/cache");
  Variable state("XDG_STATE_HOME", "");
  EXPECT_EQ(CacheFolder(), "/big/cache/autoj");
  EXPECT_EQ(StateFolder(), "/home/ann/.local/state/autoj");
  setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(CacheFolder(), "/home/ann/.cache/autoj");
}

TEST_F(FileTest, APipeIsWrittenToThroughItsLink) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::string path = "/dev/fd/" + std::to_string(ends[1]);
  CheckWritable(path);
  WriteFileAtomically(path, "hello");
  char text[8] = {};
  EXPECT_EQ(read(ends[0], text, sizeof text), 5);
  EXPECT_STREQ(text, "hello");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(FileTest, CheckingLeavesNothingBehind) {
  CheckWritable(Path("new"));
  EXPECT_EQ(FileCount(), 0u);
  WriteFileAtomically(Path("old"), "kept");
  CheckWritable(Path("old"));
  EXPECT_EQ(Read(Path("old")), "kept");
  EXPECT_EQ(FileCount(), 1u);
  CheckWritable("/dev/null");
  EXPECT_THROW(CheckWritable(folder), Error);
  EXPECT_THROW(CheckWritable(Path("none/new")), Error);
}

}  // namespace
}  // namespace autoj
