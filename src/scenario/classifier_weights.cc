#include "scenario/classifier_weights.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;
using nlohmann::ordered_json;

constexpr std::string_view kMagic = "AUTOJ-CLASSIFIER";
constexpr int kVersion = 1;
constexpr float kSteps = 127;
constexpr size_t kDigest = 32;

constexpr const char* kWayOut =
    "train it again with `autoj classify --train`, or leave --weights out for the shipped one";

// Appends arrays as they lie in memory; every machine this runs on is little-endian.
class ByteWriter {
 public:
  template <typename T>
  void Array(const T* values, size_t count) {
    bytes_.append(reinterpret_cast<const char*>(values), count * sizeof(T));
  }
  template <typename Matrix>
  void Array(const Matrix& matrix) {
    Array(matrix.data(), static_cast<size_t>(matrix.size()));
  }
  void Text(std::string_view text) { bytes_ += text; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Takes them off again. What was hashed is whole: a wrong length is a head that lies.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string source)
      : left_(bytes), source_(std::move(source)) {}

  template <typename T>
  void Array(T* values, size_t count) {
    std::memcpy(values, Take(count * sizeof(T)).data(), count * sizeof(T));
  }
  template <typename Matrix>
  void Array(Matrix* matrix) {
    Array(matrix->data(), static_cast<size_t>(matrix->size()));
  }
  std::string_view Take(size_t count) {
    if (count > left_.size()) {
      Fail("is cut off");
    }
    std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  void ExpectEnd() {
    if (!left_.empty()) {
      Fail("is longer than it says");
    }
  }
  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(ErrorKind::kInput, fmt::format("{} {}; {}", source_, what, kWayOut));
  }

 private:
  std::string_view left_;
  std::string source_;
};

std::string_view AsText(const std::array<unsigned char, kDigest>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

ordered_json HeadOf(const ClassifierWeights& weights) {
  return {{"kind", weights.kind},
          {"classes", weights.classes},
          {"frequencies", weights.frequencies},
          {"temperature", weights.temperature},
          {"offset", weights.offset},
          {"unsure_below", weights.unsure_below},
          {"trained_on", weights.trained_on},
          {"queries", weights.vocabulary.queries()},
          {"grams", weights.vocabulary.grams().size()},
          {"model", weights.states.model},
          {"layers", weights.states.layers},
          {"states", weights.states.mean.size()}};
}

ClassifierWeights ReadArrays(const ordered_json& head, ByteReader* reader) {
  ClassifierWeights weights;
  weights.kind = head.at("kind");
  weights.classes = head.at("classes").get<std::vector<std::string>>();
  weights.frequencies = head.at("frequencies").get<std::vector<double>>();
  weights.temperature = head.at("temperature");
  weights.offset = head.at("offset");
  weights.unsure_below = head.at("unsure_below");
  weights.trained_on = head.at("trained_on");
  std::vector<uint32_t> grams(head.at("grams").get<size_t>());
  std::vector<uint16_t> frequencies(grams.size());
  reader->Array(grams.data(), grams.size());
  reader->Array(frequencies.data(), frequencies.size());
  auto classes = static_cast<Index>(weights.classes.size());
  weights.gram_weights.resize(classes, static_cast<Index>(grams.size()));
  weights.gram_scales.resize(static_cast<Index>(grams.size()));
  weights.bias.resize(classes);
  reader->Array(&weights.gram_weights);
  reader->Array(&weights.gram_scales);
  reader->Array(&weights.bias);
  weights.vocabulary = {std::move(grams), std::move(frequencies), head.at("queries")};
  StateHead& states = weights.states;
  states.model = head.at("model");
  states.layers = head.at("layers").get<std::vector<int>>();
  auto numbers = head.at("states").get<Index>();
  states.mean.resize(numbers);
  states.inverse_spread.resize(numbers);
  states.weights.resize(numbers > 0 ? classes : 0, numbers);
  reader->Array(&states.mean);
  reader->Array(&states.inverse_spread);
  reader->Array(&states.weights);
  return weights;
}

}  // namespace

void RoundWeights(const MatrixXf& gram_weights, ClassifierWeights* weights) {
  weights->gram_scales = gram_weights.cwiseAbs().colwise().maxCoeff().transpose() / kSteps;
  weights->gram_weights.resize(gram_weights.rows(), gram_weights.cols());
  for (Index gram = 0; gram < gram_weights.cols(); ++gram) {
    float scale = weights->gram_scales[gram];
    float inverse = scale > 0 ? 1 / scale : 0;
    weights->gram_weights.col(gram) =
        (gram_weights.col(gram) * inverse).array().round().cast<int8_t>();
  }
}

VectorXf Score(const ClassifierWeights& weights, const std::vector<Feature>& features,
               const VectorXf& states) {
  VectorXf scores = weights.bias;
  for (const Feature& feature : features) {
    scores += weights.gram_weights.col(feature.index).cast<float>() *
              (feature.value * weights.gram_scales[feature.index]);
  }
  if (states.size() > 0) {
    const StateHead& head = weights.states;
    scores += head.weights * (states - head.mean).cwiseProduct(head.inverse_spread);
  }
  return scores;
}

Eigen::VectorXd ProbabilitiesOf(const VectorXf& scores, double offset, double temperature) {
  Eigen::ArrayXd logs = (scores.cast<double>().array().max(0) + offset).log() / temperature;
  Eigen::ArrayXd odds = (logs - logs.maxCoeff()).exp();
  return odds / odds.sum();
}

std::string RenderClassifierWeights(const ClassifierWeights& weights) {
  std::string head = HeadOf(weights).dump();
  ByteWriter writer;
  writer.Text(fmt::format("{} {} {}\n", kMagic, kVersion, head.size()));
  writer.Text(head);
  writer.Array(weights.vocabulary.grams().data(), weights.vocabulary.grams().size());
  writer.Array(weights.vocabulary.frequencies().data(), weights.vocabulary.frequencies().size());
  writer.Array(weights.gram_weights);
  writer.Array(weights.gram_scales);
  writer.Array(weights.bias);
  writer.Array(weights.states.mean);
  writer.Array(weights.states.inverse_spread);
  writer.Array(weights.states.weights);
  return writer.bytes() + std::string(AsText(Sha256Bytes(writer.bytes())));
}

ClassifierWeights ParseClassifierWeights(std::string_view bytes, const std::string& source) {
  ByteReader reader(bytes, source);
  size_t line = bytes.substr(0, 64).find('\n');
  if (bytes.substr(0, kMagic.size()) != kMagic || line == std::string_view::npos) {
    reader.Fail("is no classifier that `autoj classify --train` wrote");
  }
  std::string first(bytes.substr(kMagic.size(), line - kMagic.size()));
  int version = 0;
  size_t head_size = 0;
  if (std::sscanf(first.c_str(), "%d %zu", &version, &head_size) != 2 || version != kVersion) {
    reader.Fail(fmt::format("was written by another version of autoj (its layout is{}, ours {})",
                            first.substr(0, first.rfind(' ')), kVersion));
  }
  if (bytes.size() < line + 1 + kDigest) {
    reader.Fail("is cut off");
  }
  std::string_view body = bytes.substr(0, bytes.size() - kDigest);
  if (AsText(Sha256Bytes(body)) != bytes.substr(body.size())) {
    reader.Fail("is cut off or damaged: its checksum is not that of its content");
  }
  ByteReader content(body.substr(line + 1), source);
  ordered_json head = ordered_json::parse(content.Take(head_size));
  ClassifierWeights weights = ReadArrays(head, &content);
  content.ExpectEnd();
  return weights;
}

}  // namespace autoj
